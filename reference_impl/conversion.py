"""Models carried over from Keras and back: architecture, weights, and how they were compiled."""

from __future__ import annotations

import random
from typing import Any

import numpy as np

from .models.configuration import compile_config, deserialize, serialize


class ConversionError(ValueError):
    """A model that the other side cannot express; the message names the layer."""


def from_keras(model: Any) -> Any:
    """A Keras model's architecture and weights, as a model of this package.

    Sequential and functional models with the layers that `reference_impl.layers` has. The seeds of the process's
    random numbers
    are left as they were. A compiled model comes over compiled where its loss, metrics and optimizer are known here.

    Raises:
        ConversionError: the model is a subclass with code of its own, or a layer has no counterpart; the message
            names it.
    """
    state = random.getstate()
    try:
        made = deserialize(_described(model))
    except (ValueError, TypeError, KeyError, NotImplementedError) as error:
        raise ConversionError(f"from_keras: cannot convert {model.name!r}: {error}") from error
    finally:
        random.setstate(state)
    if model.built and not made.built:
        made.build(model.input_shape)
    _copy_weights(model, made)
    _copy_compilation(model, made)
    return made


def _described(model: Any) -> dict[str, Any]:
    name = type(model).__name__
    if name not in {"Sequential", "Functional"}:
        raise ConversionError(f"from_keras: {model.name!r} is a {name}, whose Python code no configuration holds")
    return {"class_name": name, "config": model.get_config()}


def _copy_weights(source: Any, target: Any) -> None:
    given, wanted = source.get_weights(), target.get_weights()
    if [w.shape for w in given] != [w.shape for w in wanted]:
        raise ConversionError(
            f"the weights of {source.name!r} have shapes {[w.shape for w in given]}, those of its copy "
            f"{[w.shape for w in wanted]}"
        )
    target.set_weights([np.asarray(w) for w in given])


def _copy_compilation(source: Any, target: Any) -> None:
    compile_config = source.get_compile_config() if getattr(source, "compiled", False) else None
    if compile_config:
        compile_from_config(target, compile_config)


def compile_from_config(model: Any, config: dict[str, Any], custom_objects: Any = None) -> None:
    """`model.compile` with what Keras's `get_compile_config()` or `compile_config` below recorded.

    A function of the user's own is recorded by its name, under which `custom_objects` must have it.
    """
    from . import optimizers

    wanted = ("loss", "loss_weights", "metrics", "weighted_metrics")
    optimizer = config.get("optimizer") or "rmsprop"
    if isinstance(optimizer, dict):
        optimizer = optimizers.get(own_arguments(optimizer))
    run_eagerly = bool(config.get("run_eagerly"))
    model.compile(
        optimizer,
        run_eagerly=run_eagerly,
        **{name: _made(name, config.get(name), custom_objects or {}) for name in wanted},
    )


def _made(name: str, value: Any, custom_objects: Any) -> Any:
    """Losses and metrics out of their configurations, within lists and dicts of them."""
    from . import losses, metrics

    if isinstance(value, str):
        return custom_objects.get(value, value)
    if isinstance(value, dict) and "class_name" in value:
        module = losses if name == "loss" else metrics
        if value["class_name"] == "function":
            return custom_objects.get(value["config"], value["config"])
        return module.get(own_arguments(value))
    if isinstance(value, dict):
        return {key: _made(name, part, custom_objects) for key, part in value.items()}
    return [_made(name, part, custom_objects) for part in value] if isinstance(value, (list, tuple)) else value


def own_arguments(entry: dict[str, Any]) -> dict[str, Any]:
    """A configuration of Keras's less what was not given (None there) and what only Keras knows."""
    kept = {key: value for key, value in entry["config"].items() if value is not None and key not in _KERAS_ONLY}
    if isinstance(kept.get("fn"), str):
        del kept["fn"]
    return {"class_name": entry["class_name"], "config": kept}


_KERAS_ONLY = {"dtype", "is_legacy_optimizer", "jit_compile"}


def to_keras(model: Any) -> Any:
    """A model of this package as a Keras model with the same architecture, weights and, where Keras knows the names,
    compilation.

    Raises:
        ConversionError: Keras is not installed, or refuses the configuration.
    """
    try:
        import keras
    except ModuleNotFoundError as error:
        raise ConversionError("to_keras needs Keras: pip install 'tensorflow-tracer[tf]'") from error
    entry = serialize(model)
    cls = {"Sequential": keras.Sequential, "Functional": keras.Model}.get(entry["class_name"])
    if cls is None:
        raise ConversionError(
            f"to_keras: {model.name!r} is a {type(model).__name__}, whose Python code no configuration holds"
        )
    state = random.getstate()
    try:
        made = cls.from_config(entry["config"])
    except (ValueError, TypeError, KeyError) as error:
        raise ConversionError(f"to_keras: Keras refuses the configuration of {model.name!r}: {error}") from error
    finally:
        random.setstate(state)
    if model.built and not made.built:
        made.build(model.input_shape)
    _copy_weights(model, made)
    if model.compiled:
        config = compile_config(model)
        made.compile_from_config(config)
    return made
