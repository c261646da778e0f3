"""The models that `python -m reference_impl compare` knows by name, and data to fit any compiled model."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

Example = tuple[Callable[..., Any], Callable[[int], tuple[Any, Any]]]


def _binary(keras: Any) -> Any:
    model = keras.Sequential(
        [keras.Input((100,)), keras.layers.Dense(32, activation="relu"), keras.layers.Dense(1, activation="sigmoid")]
    )
    model.compile("rmsprop", "binary_crossentropy", metrics=["accuracy"])
    return model


def _categorical(keras: Any) -> Any:
    model = keras.Sequential(
        [keras.Input((100,)), keras.layers.Dense(32, activation="relu"), keras.layers.Dense(10, activation="softmax")]
    )
    model.compile("rmsprop", "categorical_crossentropy", metrics=["accuracy"])
    return model


def _mlp(keras: Any) -> Any:
    layers = keras.layers
    model = keras.Sequential([keras.Input((20,)), layers.Dense(64, activation="relu"), layers.Dropout(0.5)])
    model.add(layers.Dense(64, activation="relu"))
    model.add(layers.Dropout(0.5))
    model.add(layers.Dense(10, activation="softmax"))
    optimizer = keras.optimizers.SGD(0.01, momentum=0.9, nesterov=True)
    model.compile(optimizer, "categorical_crossentropy", metrics=["accuracy"])
    return model


def _convnet(keras: Any) -> Any:
    layers = keras.layers
    model = keras.Sequential([keras.Input((14, 14, 1)), layers.Conv2D(8, 3, activation="relu"), layers.MaxPooling2D()])
    model.add(layers.Flatten())
    model.add(layers.Dense(10, activation="softmax"))
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def _lstm(keras: Any) -> Any:
    layers = keras.layers
    model = keras.Sequential([keras.Input((12,)), layers.Embedding(200, 16), layers.LSTM(16), layers.Dropout(0.5)])
    model.add(layers.Dense(1, activation="sigmoid"))
    model.compile("rmsprop", "binary_crossentropy", metrics=["accuracy"])
    return model


def _one_hot(generator: np.random.Generator, rows: int) -> Any:
    return np.eye(10, dtype="float32")[generator.integers(10, size=rows)]


def _data(make: Callable[[np.random.Generator, int], tuple[Any, Any]]) -> Callable[[int], tuple[Any, Any]]:
    return lambda rows: make(np.random.default_rng(7), rows)


EXAMPLES: dict[str, Example] = {
    "binary": (_binary, _data(lambda g, n: (g.random((n, 100), "float32"), g.integers(2, size=(n, 1))))),
    "categorical": (_categorical, _data(lambda g, n: (g.random((n, 100), "float32"), _one_hot(g, n)))),
    "mlp": (_mlp, _data(lambda g, n: (g.random((n, 20), "float32"), _one_hot(g, n)))),
    "convnet": (_convnet, _data(lambda g, n: (g.random((n, 14, 14, 1), "float32"), g.integers(10, size=n)))),
    "lstm": (_lstm, _data(lambda g, n: (g.integers(200, size=(n, 12)), g.integers(2, size=(n, 1))))),
}


def find_example(name: str, rows: int) -> tuple[Callable[..., Any], Any]:
    """The model function and `rows` rows of data for a name above, or for `file.py:function`.

    A file may define `data(rows)`; otherwise data are made to fit the model's shapes and loss.

    Raises:
        ValueError: no such example, file or function.
    """
    if name in EXAMPLES:
        model_fn, data = EXAMPLES[name]
        return model_fn, data(rows)
    path, _, function = name.rpartition(":")
    path, function = (path, function) if path else (name, "model_fn")
    if not Path(path).is_file():
        raise ValueError(f"no example {name!r}: give one of {', '.join(EXAMPLES)}, or file.py:function")
    module = _load(Path(path))
    if not hasattr(module, function):
        raise ValueError(f"{path} defines no function {function!r}")
    own = getattr(module, "data", None)
    model_fn = getattr(module, function)
    return model_fn, own(rows) if own else fitting_data(model_fn, rows)


def _load(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.path.insert(0, str(path.resolve().parent))
    spec.loader.exec_module(module)
    return module


def fitting_data(model_fn: Callable[..., Any], rows: int) -> tuple[Any, Any]:
    """Random arrays of the shapes of the model's inputs and outputs: indices for an Embedding, labels as the loss
    wants them.
    """
    import inspect

    import reference_impl

    from .redirect import redirected

    if inspect.signature(model_fn).parameters:
        model = model_fn(reference_impl)
    else:
        with redirected(with_tensorflow=importlib.util.find_spec("tensorflow") is not None):
            model = model_fn()
    generator = np.random.default_rng(7)
    inputs = [_input_array(generator, rows, tensor, model.layers) for tensor in model.inputs]
    outputs = [_target_array(generator, rows, tensor, str(getattr(model, "loss", ""))) for tensor in model.outputs]
    return inputs[0] if len(inputs) == 1 else inputs, outputs[0] if len(outputs) == 1 else outputs


def _input_array(generator: np.random.Generator, rows: int, tensor: Any, layers: Any) -> Any:
    shape = (rows, *(size or 8 for size in tuple(tensor.shape)[1:]))
    vocabularies = [layer.input_dim for layer in layers if type(layer).__name__ == "Embedding"]
    return generator.integers(min(vocabularies), size=shape) if vocabularies else generator.random(shape, "float32")


def _target_array(generator: np.random.Generator, rows: int, tensor: Any, loss: str) -> Any:
    shape = (rows, *(size or 8 for size in tuple(tensor.shape)[1:]))
    if "sparse" in loss.lower():
        return generator.integers(shape[-1], size=shape[:-1])
    if "categorical" in loss.lower():
        return np.eye(shape[-1], dtype="float32")[generator.integers(shape[-1], size=shape[:-1])]
    if "binary" in loss.lower() or "hinge" in loss.lower():
        return generator.integers(2, size=shape)
    return generator.random(shape, "float32")
