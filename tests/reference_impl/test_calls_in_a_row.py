"""Programs of several calls - train, save, load, clone, go on - give Keras's numbers, on both backends."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import reference_impl
from reference_impl.backend import use_backend

keras = pytest.importorskip("keras")
pytest.importorskip("tensorflow")

R = np.random.default_rng(4)
X, IMAGES = R.normal(size=(22, 4)).astype("float32"), R.normal(size=(10, 5, 5, 2)).astype("float32")
ONE_HOT = np.eye(3, dtype="float32")[R.integers(3, size=22)]
BITS, NUMBERS = R.integers(2, size=(22, 1)).astype("float32"), R.random((22, 2), "float32")
WEIGHTS = R.uniform(0.2, 2, size=22).astype("float32")

Program = Callable[[Any, Path], list[Any]]


def _classifier(api: Any, optimizer: Any = "sgd", **compiled: Any) -> Any:
    layers = api.layers
    model = api.Sequential([api.Input((4,)), layers.Dense(5, activation="tanh"), layers.Dense(3, activation="softmax")])
    model.compile(optimizer, "categorical_crossentropy", **compiled)
    return model


def _two_outputs(api: Any, **compiled: Any) -> Any:
    """The first output of two is the one made last."""
    inputs = api.Input((4,))
    hidden = api.layers.Dense(5, activation="tanh")(inputs)
    second, first = api.layers.Dense(2, name="a")(hidden), api.layers.Dense(1, activation="sigmoid", name="z")(hidden)
    model = api.Model(inputs, [first, second])
    model.compile("sgd", ["binary_crossentropy", "mse"], **compiled)
    return model


def _logs(history: Any) -> list[Any]:
    return [sorted(history.history), *(history.history[name] for name in sorted(history.history))]


def saved_whole(api: Any, folder: Path) -> list[Any]:
    """Metrics and optimizers with options, and the optimizer's state, come out of the file."""
    metrics = [
        api.metrics.AUC(num_thresholds=9, curve="PR"), api.metrics.Precision(thresholds=0.3, class_id=1),
        api.metrics.F1Score(average="macro"), api.metrics.TopKCategoricalAccuracy(k=2),
    ]  # fmt: skip
    optimizer = api.optimizers.RMSprop(0.02, momentum=0.4, centered=True, use_ema=True, gradient_accumulation_steps=2)
    model = _classifier(api, optimizer, metrics=metrics)
    model.fit(X, ONE_HOT, batch_size=8, epochs=2, verbose=0)
    model.save(folder / "model.keras")
    again = api.models.load_model(folder / "model.keras")
    again.jit_compile = False
    return _logs(again.fit(X, ONE_HOT, batch_size=8, epochs=2, verbose=0))


def scores_of_each_class(api: Any, folder: Path) -> list[Any]:
    model = _classifier(api, metrics=[api.metrics.F1Score()], weighted_metrics=["mae"])
    logs = _logs(model.fit(X, ONE_HOT, epochs=2, verbose=0, validation_split=0.3))
    return [*logs, *model.evaluate(X, ONE_HOT, verbose=0), *model.train_on_batch(X, ONE_HOT)]


def lists_of_results(api: Any, folder: Path) -> list[Any]:
    """Metrics come in the order of their own names, also where two have the same."""
    model = _classifier(api, metrics=["mae", "accuracy"], weighted_metrics=["accuracy", "mae", "mse"])
    found = [
        *model.evaluate(X, ONE_HOT, sample_weight=WEIGHTS, verbose=0),
        *model.train_on_batch(X, ONE_HOT, sample_weight=WEIGHTS),
    ]
    for metrics in ([["mae"], ["mse"]], {"a": ["mae"]}, [["accuracy", "mae"], ["mae"]]):
        model = _two_outputs(api, metrics=metrics)
        found += model.evaluate(X, [BITS, NUMBERS], verbose=0)
        found += model.test_on_batch(X, [BITS, NUMBERS])
    return found


def cloned(api: Any, folder: Path) -> list[Any]:
    """New weights are drawn in the order in which layers are called."""
    seen = []

    def renamed(layer: Any) -> Any:
        config = layer.get_config()
        seen.append(config["name"])
        return type(layer).from_config(config | {"name": f"new_{config['name']}"})

    found = []
    for model in (_two_outputs(api), _classifier(api)):
        found += api.models.clone_model(model).get_weights()
        other = api.models.clone_model(model, clone_function=renamed)
        found += [*other.get_weights(), [layer.name for layer in other.layers if layer.weights]]
    return found


def upsampled(api: Any, folder: Path) -> list[Any]:
    layers = api.layers
    model = api.Sequential([api.Input((5, 5, 2)), layers.Conv2DTranspose(3, (3, 2), strides=2), layers.Flatten()])
    model.add(layers.Dense(1))
    model.compile("sgd", "mse")
    return _logs(model.fit(IMAGES, IMAGES[:, 0, 0, :1], batch_size=4, verbose=0))


def _with_arithmetic(api: Any) -> Any:
    layers = api.layers
    inputs = api.Input((4,))
    x = layers.Dense(4)(inputs)
    x = -(2.0 * x + 1.0) - x[:, :1] / 3.0
    x = layers.Add()([x, layers.Dense(4)(inputs) ** 2])
    x = layers.Dot(axes=-1)([x, inputs])
    return api.Model(inputs, layers.Dense(1)(x))


def functions_between_layers(api: Any, folder: Path) -> list[Any]:
    """Arithmetic on tensors is no layer, but has a name, a line in the summary and a place in the configuration."""
    model = api.Model.from_config(_with_arithmetic(api).get_config())
    model.compile("sgd", "mse")
    lines: list[str] = []
    model.summary(print_fn=lines.append, line_length=120)
    rows = [line.split("│")[1].strip() for line in "\n".join(lines).splitlines() if "│" in line]
    return [*(layer.name for layer in model.layers), *rows, *_logs(model.fit(X, BITS, batch_size=8, verbose=0))]


def read_both_ways(api: Any, folder: Path) -> list[Any]:
    """Building the wrapper draws no dropout mask."""
    layers = api.layers
    both = layers.Bidirectional(layers.GRU(3, dropout=0.5, recurrent_dropout=0.2), merge_mode="sum")
    model = api.Sequential([api.Input((5, 10)), both])
    model.compile("sgd", "mse")
    return _logs(model.fit(IMAGES.reshape(10, 5, 10), IMAGES[:, 0, :3, 0], epochs=2, batch_size=4, verbose=0))


def gradients_by_hand(api: Any, folder: Path) -> list[Any]:
    optimizer = api.optimizers.SGD(0.1, loss_scale_factor=4.0, momentum=0.5)
    model = _classifier(api, optimizer)
    for step in range(2):
        grads = [np.full(v.shape, 0.3 + step, "float32") for v in model.trainable_variables]
        grads = [api.ops.convert_to_tensor(g) for g in grads] if api is keras else grads
        optimizer.apply_gradients(zip(grads, model.trainable_variables, strict=True))
    return [*model.get_weights(), float(optimizer.scale_loss(2.0))]


PROGRAMS: list[Program] = [
    saved_whole, scores_of_each_class, lists_of_results, cloned, upsampled, functions_between_layers,
    read_both_ways, gradients_by_hand,
]  # fmt: skip


def _run(api: Any, program: Program, folder: Path) -> list[Any]:
    api.backend.clear_session()
    api.utils.set_random_seed(3)
    return program(api, folder)


@pytest.mark.parametrize("backend", ["numpy", "tensorflow"])
@pytest.mark.parametrize("program", PROGRAMS, ids=lambda p: p.__name__)
def test_as_in_keras(program: Program, backend: str, tmp_path: Path) -> None:
    theirs = _run(keras, program, tmp_path)
    with use_backend(backend):
        ours = _run(reference_impl, program, tmp_path)
    assert len(ours) == len(theirs)
    for a, b in zip(ours, theirs, strict=True):
        if np.asarray(b).dtype.kind in "US":
            assert a == b
        else:
            np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize(("source", "target"), [(keras, reference_impl), (reference_impl, keras)])
def test_arithmetic_crosses(source: Any, target: Any, tmp_path: Path) -> None:
    model = _with_arithmetic(source)
    model.save(tmp_path / "model.keras")
    read = target.models.load_model(tmp_path / "model.keras")
    assert [part.name for part in read.operations] == [part.name for part in model.operations]
    np.testing.assert_allclose(read.predict(X, verbose=0), model.predict(X, verbose=0), rtol=1e-5, atol=1e-6)


def test_functions_are_refused_by_name() -> None:
    inputs = reference_impl.Input((4,))
    model = reference_impl.Model(inputs, reference_impl.backend.square(inputs))
    with pytest.raises(ValueError, match="'square'"):
        model.get_config()


OPTIMIZERS: list[tuple[str, dict[str, Any]]] = [
    ("SGD", {"momentum": 0.9}), ("RMSprop", {"momentum": 0.4, "centered": True}), ("Adagrad", {}), ("Adadelta", {}),
    ("Adam", {"amsgrad": True}), ("AdamW", {}), ("Adamax", {}), ("Nadam", {}),
    ("SGD", {"use_ema": True, "gradient_accumulation_steps": 2}),
]  # fmt: skip


@pytest.mark.parametrize("suffix", [".weights.h5", ".keras"])
@pytest.mark.parametrize(("source", "target"), [(keras, reference_impl), (reference_impl, keras)])
@pytest.mark.parametrize(("name", "options"), OPTIMIZERS)
def test_the_optimizer_s_state_crosses(
    name: str, options: dict[str, Any], source: Any, target: Any, suffix: str, tmp_path: Path
) -> None:
    written, read = (_classifier(api, getattr(api.optimizers, name)(**options)) for api in (source, target))
    written.fit(X, ONE_HOT, epochs=2, batch_size=5, verbose=0)
    if suffix == ".keras":
        written.save(tmp_path / "model.keras")
        read = target.models.load_model(tmp_path / "model.keras")
    else:
        read.fit(X[:1], ONE_HOT[:1], verbose=0)
        written.save_weights(tmp_path / "model.weights.h5")
        read.load_weights(tmp_path / "model.weights.h5")
    for a, b in zip(written.optimizer.variables, read.optimizer.variables, strict=True):
        np.testing.assert_array_equal(np.asarray(a), np.asarray(b))


@pytest.mark.parametrize("backend", ["numpy", "tensorflow"])
def test_freezing_and_compiling_again(backend: str) -> None:
    """A model that is trainable already stays so in part; what `compile` does not name again is kept."""

    def histories(api: Any) -> list[dict[str, list[float]]]:
        api.utils.set_random_seed(1)
        layers = api.layers
        model = api.Sequential([api.Input((5,)), layers.Dense(4), layers.BatchNormalization(), layers.Dense(2)])
        found = []
        for freeze, trainable, options in (
            ((), True, {"optimizer": "sgd", "loss": "mse", "metrics": ["mae"]}),
            ((0, 1), True, {"optimizer": "adam", "loss": "mae", "metrics": ["mse"]}),
            ((), True, {"optimizer": "rmsprop", "loss": "mse"}),
            ((), False, {"optimizer": "sgd", "weighted_metrics": ["mae"]}),
            ((2,), True, {"optimizer": "sgd"}),
        ):
            for index in freeze:
                model.layers[index].trainable = False
            model.trainable = trainable
            model.compile(**options)
            found.append({"trained": [float(len(model.trainable_weights))]})
            if trainable:
                found.append(model.fit(RANDOM, RANDOM[:, :2], batch_size=4, epochs=2, verbose=0).history)
        return found

    with use_backend(backend):
        ours = histories(reference_impl)
    for mine, theirs in zip(ours, histories(keras), strict=True):
        assert list(mine) == list(theirs)
        for name, values in theirs.items():
            np.testing.assert_allclose(mine[name], values, rtol=1e-5)


RANDOM = np.random.default_rng(2).normal(size=(8, 5)).astype("float32")
