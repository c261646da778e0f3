"""Classes of users, and values that NumPy takes too: lists, numbers, scalars, small integers."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import reference_impl as K
from reference_impl import layers as L
from reference_impl.backend import Variable, numpy_backend, use_backend
from reference_impl.backend.numpy_backend import NUMPY as ops
from reference_impl.random_masks import AHEAD, next_mask
from reference_impl.seed_generator import SeedGenerator

FLOAT32 = np.dtype("float32")


def _step(optimizer: Any) -> Any:
    """A weight, 1 at first, after one step by a gradient of 100."""
    weight = Variable(optimizer.ops, np.ones(2), "float32")
    for _ in range(2):
        optimizer.apply([optimizer.ops.tensor(np.full(2, 100.0, "float32"))], [weight])
    return weight.numpy()


@pytest.mark.parametrize(
    "options", [{"clipnorm": 1e-2}, {"clipvalue": 1e-2}, {"global_clipnorm": 1e-2}, {"weight_decay": 0.5},
                {"decay": 1.0}, {"gradient_accumulation_steps": 2}, {"use_ema": True}], ids=str
)  # fmt: skip
@pytest.mark.parametrize("how", ["class", "property", "afterwards"])
def test_options_of_a_subclass_count(options: dict[str, Any], how: str) -> None:
    ((name, value),) = options.items()
    body = {"class": {name: value}, "property": {name: property(lambda self: value)}, "afterwards": {}}[how]
    optimizer = type("Mine", (K.optimizers.SGD,), body)(0.01)
    if how == "afterwards":
        setattr(optimizer, name, value)
    given = K.optimizers.SGD(0.01, **options)
    np.testing.assert_array_equal(_step(optimizer), _step(given))
    assert len(optimizer.variables) == len(given.variables)


class Halved(K.optimizers.RMSprop):
    """Half of RMSprop's step, taken from what `update` was given, which stays as it was."""

    def update(self, w: Any, g: Any, size: Any, lr: Any, *slots: Any) -> tuple[Any, ...]:
        new, *rest = super().update(w, g, size, lr, *slots)
        return w + (new - w) * 0.5 + (slots[0] + size) * 1e-6, *rest


@pytest.mark.parametrize("options", [{}, {"centered": True}, {"momentum": 0.9}], ids=str)
def test_a_rule_made_of_another_is_the_same_on_both_backends(options: dict[str, Any]) -> None:
    pytest.importorskip("tensorflow")
    ours = _step(Halved(0.1, **options))
    with use_backend("tensorflow"):
        np.testing.assert_allclose(ours, _step(Halved(0.1, **options)), rtol=1e-6)


def test_a_loss_that_sets_its_attributes_itself() -> None:
    class Mine(K.losses.Loss):
        def __init__(self) -> None:
            self.name, self.reduction, self.dtype = "mine", "sum_over_batch_size", "float32"

        def call(self, y_true: Any, y_pred: Any) -> Any:
            return (y_true - y_pred) ** 2

    assert Mine()(np.ones((2, 1)), np.zeros((2, 1))) == 1.0


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (lambda: K.activations.relu(3.0), 3.0),
        (lambda: K.activations.relu([3.0, -1]), [3.0, 0.0]),
        (lambda: K.activations.softmax([[3.0, 3.0]]), [[0.5, 0.5]]),
        (lambda: L.ReLU()([3.0, -1]), [3.0, 0.0]),
        (lambda: L.Activation("relu")([3.0, -1]), [3.0, 0.0]),
        (lambda: ops.matmul([[1.0]], [[2.0]]), [[2.0]]),
        (lambda: ops.sum([[1.0], [2.0]], (0,)), [3.0]),
        (lambda: ops.mean(np.array(3.0, "float32"), -1), 3.0),
        (lambda: ops.mean(3.0), 3.0),
        (lambda: ops.sigmoid(0.0), 0.5),
        (lambda: ops.softplus(0.0), np.log(2.0)),
        (lambda: ops.erf(0.0), 0.0),
    ],
)
def test_lists_and_numbers_are_computed_with(call: Callable[[], Any], expected: Any) -> None:
    np.testing.assert_allclose(call(), expected)


@pytest.mark.parametrize("keepdims", [False, True])
def test_a_mean_is_no_view_of_its_argument(keepdims: bool) -> None:
    x = np.ones((3, 1), "float32")
    ops.mean(x, -1, keepdims)[...] = 5
    assert (x == 1).all()


def test_broadcasting_makes_nothing_smaller() -> None:
    with pytest.raises(ValueError, match="broadcast"):
        ops.broadcast_to(np.ones(3), (1,))


@pytest.mark.parametrize(
    ("dtype", "value"), [("int64", 0.7), ("int64", np.float32(0.7)), ("float32", np.ones(1, "float32"))], ids=str
)
def test_what_does_not_fit_a_number_is_not_added(dtype: str, value: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        ops.assign_add(np.array(5, dtype), value)


@pytest.mark.parametrize("dtype", ["int32", "int64"])
def test_integers_wrap_around(dtype: str) -> None:
    storage = np.array(np.iinfo(dtype).max, dtype)
    ops.assign_add(storage, 1)
    assert storage == np.iinfo(dtype).min


@pytest.mark.parametrize("value", [0.1, np.float32(0.1), np.float64(0.1), np.array(0.1), 3, True], ids=repr)
def test_numbers_are_added_as_numpy_adds_them(value: Any) -> None:
    storage, expected = np.array(16777.2, "float32"), np.array(16777.2, "float32")
    expected += value
    ops.assign_add(storage, value)
    assert storage == expected


def test_masks_are_kept_only_where_several_were_drawn() -> None:
    generator, size = SeedGenerator(3), len(pickle.dumps(SeedGenerator(3)))
    for _ in range(3):
        next_mask(generator, (AHEAD,), 0.5, FLOAT32)
    assert not len(generator.masks_ahead[-1])
    small = SeedGenerator(3)
    for _ in range(3):
        next_mask(small, (8,), 0.5, FLOAT32)
    assert len(small.masks_ahead[-1]) > 1
    assert len(pickle.dumps(small)) == size
    np.testing.assert_array_equal(*(next_mask(g, (8,), 0.5, FLOAT32) for g in (copy.deepcopy(small), small)))


def test_masks_follow_the_seed() -> None:
    generator, other = SeedGenerator(7), SeedGenerator(99)
    for g in (generator, other):
        for _ in range(3):
            next_mask(g, (64,), 0.5, FLOAT32)
    generator.seed = 99
    np.testing.assert_array_equal(*(next_mask(g, (64,), 0.5, FLOAT32) for g in (generator, other)))


def test_sums_keep_few_arrays() -> None:
    for n in range(1, 40):
        ops.sum(np.ones((n, 2), "float32"), (0,))
    assert numpy_backend._ones.cache_info().currsize < 20


@pytest.mark.parametrize("name", ["Dense", "Embedding", "ActivityRegularization"])
def test_a_layer_of_a_user_may_be_called_as_one_of_ours(name: str) -> None:
    class Mine(L.Layer):
        def __init__(self, units: int = 2, **options: Any) -> None:
            super().__init__(**options)
            self.units = units

    cls = type(name, (Mine,), {})
    again = cls.from_config(cls(3).get_config())
    assert again.units == 3


def test_sizes_may_be_integers_of_numpy() -> None:
    layer = L.Conv2D(1, np.int64(3), strides=(np.int32(2), np.int32(2)))
    assert layer.compute_output_shape((None, 7, 7, 1)) == (None, 3, 3, 1)
