"""Models whose class trains, tests, predicts, weighs or measures in a way of its own do so as in Keras."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import reference_impl
from reference_impl import tensorflow_names
from reference_impl.backend import use_backend

keras: Any = importlib.import_module("keras")
tf: Any = importlib.import_module("tensorflow")
R = np.random.default_rng(0)
X = R.normal(size=(40, 4)).astype("float32")
Y = (X @ R.normal(size=(4, 2))).astype("float32")
WEIGHTS = R.random(40).astype("float32")
NOISE = R.normal(size=(10, 3)).astype("float32")


def documented(k: Any, t: Any, base: Any) -> Any:
    """The `train_step` and `test_step` of Keras's guide."""

    class Documented(base):  # type: ignore[misc]
        def train_step(self, data: Any) -> Any:
            x, y, w = keras.utils.unpack_x_y_sample_weight(data)
            with t.GradientTape() as tape:
                y_pred = self(x, training=True)
                loss = self.compute_loss(y=y, y_pred=y_pred, sample_weight=w)
            gradients = tape.gradient(loss, self.trainable_variables)
            self.optimizer.apply_gradients(zip(gradients, self.trainable_variables, strict=True))
            return self._measured(y, y_pred, w, loss)

        def test_step(self, data: Any) -> Any:
            x, y, w = keras.utils.unpack_x_y_sample_weight(data)
            y_pred = self(x, training=False)
            return self._measured(y, y_pred, w, self.compute_loss(y=y, y_pred=y_pred, sample_weight=w))

        def _measured(self, y: Any, y_pred: Any, w: Any, loss: Any) -> Any:
            for metric in self.metrics:
                if metric.name == "loss":
                    metric.update_state(loss)
                else:
                    metric.update_state(y, y_pred, sample_weight=w)
            return {metric.name: metric.result() for metric in self.metrics}

    return Documented


def of_metrics_of_its_own(k: Any, t: Any, base: Any) -> Any:
    class OwnMetrics(base):  # type: ignore[misc]
        def __init__(self, *args: Any) -> None:
            super().__init__(*args)
            self.tracker, self.mae = k.metrics.Mean(name="loss"), k.metrics.MeanAbsoluteError(name="mae")
            self.loss_fn = k.losses.MeanSquaredError()

        def train_step(self, data: Any) -> Any:
            x, y = data
            with t.GradientTape() as tape:
                y_pred = self(x, training=True)
                loss = 0.5 * self.loss_fn(y, y_pred) + k.losses.Huber()(y, y_pred) * 2
            gradients = tape.gradient(loss, self.trainable_weights)
            self.optimizer.apply([t.clip_by_value(g, -0.1, 0.1) for g in gradients], self.trainable_weights)
            self.tracker.update_state(loss)
            self.mae.update_state(y, y_pred)
            return {"loss": self.tracker.result(), "mae": self.mae.result()}

        @property
        def metrics(self) -> Any:
            return [self.tracker, self.mae]

    return OwnMetrics


def calling_super(k: Any, t: Any, base: Any) -> Any:
    class CallingSuper(base):  # type: ignore[misc]
        def train_step(self, data: Any) -> Any:
            logs = dict(super().train_step(data))
            return logs | {"twice": logs["loss"] * 2}

        def test_step(self, data: Any) -> Any:
            return super().test_step(data)

        def predict_step(self, data: Any) -> Any:
            return super().predict_step(data) * 2.0

    return CallingSuper


def of_a_loss_of_its_own(k: Any, t: Any, base: Any) -> Any:
    class OwnLoss(base):  # type: ignore[misc]
        def compute_loss(self, x: Any, y: Any, y_pred: Any, sample_weight: Any = None) -> Any:
            own = t.reduce_mean((y_pred - y) ** 2) * 0.1
            return super().compute_loss(x, y, y_pred, sample_weight) * 2.0 + own

        def compute_metrics(self, x: Any, y: Any, y_pred: Any, sample_weight: Any = None) -> Any:
            results = super().compute_metrics(x, y, y_pred, sample_weight)
            return {**results, "greatest": t.reduce_max(y_pred)}

    return OwnLoss


def penalizing_gradients(k: Any, t: Any, base: Any) -> Any:
    class Penalizing(base):  # type: ignore[misc]
        def train_step(self, data: Any) -> Any:
            x, y = data
            with t.GradientTape() as outer:
                with t.GradientTape() as inner:
                    inner.watch(x)
                    y_pred = self(x, training=True)
                    total = t.reduce_sum(y_pred)
                slope = inner.gradient(total, x)
                loss = t.reduce_mean(t.square(y - y_pred)) + 0.1 * t.reduce_mean(t.square(slope))
            gradients = outer.gradient(loss, self.trainable_weights)
            self.optimizer.apply(gradients, self.trainable_weights)
            return {"distance": loss}

    return Penalizing


def functional(k: Any, cls: Any) -> Any:
    x = k.Input((4,))
    return cls(x, k.layers.Dense(2)(k.layers.Dropout(0.2)(k.layers.Dense(5, activation="tanh")(x))))


def stack(k: Any, cls: Any) -> Any:
    return cls([k.layers.Dense(5, activation="tanh"), k.layers.BatchNormalization(), k.layers.Dense(2)])


def table(k: Any, cls: Any) -> Any:
    layers = [k.layers.Lambda(lambda x: x > 0), k.layers.Embedding(2, 3), k.layers.Flatten(), k.layers.Dense(2)]
    return cls([k.Input((4,)), *layers])


def subclassed(k: Any, cls: Any) -> Any:
    class Subclassed(cls):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.first, self.drop, self.last = k.layers.Dense(3, "tanh"), k.layers.Dropout(0.3), k.layers.Dense(2)

        def call(self, x: Any, training: bool = False) -> Any:
            return self.last(self.drop(self.first(x), training=training))

    return Subclassed()


def everywhere(program: Callable[[Any, Any], Any]) -> None:
    """`program(keras, tensorflow)` gives the same under Keras and here."""
    expected = None
    for k, t, backend in ((keras, tf, "numpy"), (reference_impl, tensorflow_names, "numpy"),
                          (reference_impl, tf, "tensorflow")):  # fmt: skip
        k.utils.set_random_seed(3)
        with use_backend(backend):
            found = program(k, t)
        expected = expected or found
        assert_same(expected, found, backend)


def assert_same(a: Any, b: Any, where: str) -> None:
    if isinstance(a, dict):
        assert sorted(a) == sorted(b), where
        a, b = ([value for _, value in sorted(part.items())] for part in (a, b))
    if isinstance(a, (list, tuple)):
        assert len(a) == len(b), where
        for one, other in zip(a, b, strict=True):
            assert_same(one, other, where)
        return
    np.testing.assert_allclose(np.asarray(b), np.asarray(a), rtol=1e-5, atol=1e-5, err_msg=where)


def bases(k: Any, make: Callable[[Any, Any], Any]) -> Any:
    return k.Sequential if make in (stack, table) else k.Model


CASES: list[tuple[Any, Any, bool, bool]] = [  # the steps, the model, whether weighted, whether measured by `compile`
    (documented, functional, True, True),
    (documented, table, False, True),
    (of_metrics_of_its_own, stack, False, False),
    (of_metrics_of_its_own, table, False, False),
    (calling_super, stack, True, True),
    (calling_super, subclassed, False, True),
    (of_a_loss_of_its_own, functional, True, True),
    (of_a_loss_of_its_own, stack, False, True),
    (penalizing_gradients, functional, False, False),
]


@pytest.mark.parametrize(("steps", "make", "weighted", "measured"), CASES)
def test_steps_of_a_users_own(steps: Any, make: Any, weighted: bool, measured: bool) -> None:
    def program(k: Any, t: Any) -> Any:
        model = make(k, steps(k, t, bases(k, make)))
        model.compile(k.optimizers.Adam(0.01), "mse", metrics=["mae"] if measured else None)
        options = {"sample_weight": WEIGHTS} if weighted else {}
        history = model.fit(X, Y, epochs=2, batch_size=16, verbose=0, validation_split=0.25, **options).history
        evaluated = model.evaluate(X, Y, verbose=0, return_dict=True)
        return history, model.get_weights(), evaluated, model.predict(X, verbose=0)

    everywhere(program)


def test_two_optimizers_in_one_step() -> None:
    def program(k: Any, t: Any) -> Any:
        class Adversarial(k.Model):  # type: ignore[misc]
            def __init__(self, judge: Any, maker: Any) -> None:
                super().__init__()
                self.judge, self.maker = judge, maker

            def compile(self, judge_optimizer: Any, maker_optimizer: Any, loss_fn: Any) -> None:
                super().compile()
                self.judge_optimizer, self.maker_optimizer = judge_optimizer, maker_optimizer
                self.loss_fn = loss_fn

            def train_step(self, real: Any) -> Any:
                both = t.concat([self.maker(NOISE), real], axis=0)
                labels = np.repeat(np.array([[1.0], [0.0]], "float32"), 10, axis=0)
                with t.GradientTape() as tape:
                    judged = self.loss_fn(labels, self.judge(both))
                gradients = tape.gradient(judged, self.judge.trainable_weights)
                self.judge_optimizer.apply_gradients(zip(gradients, self.judge.trainable_weights, strict=True))
                with t.GradientTape() as tape:
                    fooled = self.loss_fn(np.zeros((10, 1), "float32"), self.judge(self.maker(NOISE)))
                gradients = tape.gradient(fooled, self.maker.trainable_weights)
                self.maker_optimizer.apply_gradients(zip(gradients, self.maker.trainable_weights, strict=True))
                return {"judged": judged, "fooled": fooled}

        judge = k.Sequential([k.Input((4,)), k.layers.Dense(6), k.layers.LeakyReLU(), k.layers.Dense(1)])
        maker = k.Sequential([k.Input((3,)), k.layers.Dense(6, activation="relu"), k.layers.Dense(4)])
        model = Adversarial(judge, maker)
        model.compile(k.optimizers.Adam(0.01), k.optimizers.SGD(0.1), k.losses.BinaryCrossentropy(from_logits=True))
        history = model.fit(X, epochs=3, batch_size=10, verbose=0).history
        return history, judge.get_weights(), maker.get_weights()

    everywhere(program)


def test_a_loop_of_a_users_own() -> None:
    def program(k: Any, t: Any) -> Any:
        model, optimizer, losses = stack(k, k.Sequential), k.optimizers.RMSprop(0.01), []
        for _ in range(4):
            with t.GradientTape(persistent=True) as tape:
                y_pred = model(X, training=True)
                one, other = t.reduce_mean(t.square(Y - y_pred)), t.reduce_mean(t.abs(Y - y_pred))
            first, second = (tape.gradient(loss, model.trainable_weights) for loss in (one, other))
            optimizer.apply_gradients([(a + b, v) for a, b, v in
                                       zip(first, second, model.trainable_weights, strict=True)])  # fmt: skip
            losses.append(float(one))
        return losses, model.get_weights()

    everywhere(program)


@pytest.mark.parametrize("backend", ["numpy", "tensorflow"])
@pytest.mark.parametrize("returned", [None, 3.0])
def test_a_step_that_returns_no_logs_says_what_to_return(backend: str, returned: Any) -> None:
    class Silent(reference_impl.Sequential):  # type: ignore[misc]
        def train_step(self, data: Any) -> Any:
            return returned

    with use_backend(backend):
        model = stack(reference_impl, Silent)
        model.compile("sgd", "mse")
        with pytest.raises(ValueError, match=r"`train_step\(\)` of Silent should return a dict"):
            model.fit(X, Y, verbose=0)


def test_a_tape_is_asked_once_unless_it_is_persistent() -> None:
    model = functional(reference_impl, reference_impl.Model)
    with reference_impl.GradientTape() as tape:
        loss = reference_impl.losses.MeanSquaredError()(Y, model(X))
    tape.gradient(loss, model.trainable_weights)
    with pytest.raises(RuntimeError, match="non-persistent"):
        tape.gradient(loss, model.trainable_weights)


def test_what_a_tape_gives_where_nothing_depends() -> None:
    weight = tensorflow_names.Variable([1.0, 2.0])
    with reference_impl.GradientTape(persistent=True) as tape:
        loss = tensorflow_names.reduce_sum(weight * 3.0)
    other = tensorflow_names.Variable([5.0])
    assert tape.gradient(loss, {"a": other})["a"] is None
    np.testing.assert_array_equal(tape.gradient(loss, [other], unconnected_gradients="zero")[0], [0.0])
    np.testing.assert_array_equal(tape.gradient([loss, loss], weight, output_gradients=[1.0, 2.0]), [9.0, 9.0])
