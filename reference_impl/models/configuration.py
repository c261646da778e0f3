"""Configurations of layers and models, in the form `keras.Model.get_config` has in Keras 3, and back."""

from __future__ import annotations

import inspect
import json
from typing import Any

from ..backend.base import Variable, map_values
from ..counterpart import counterpart
from ..graph_functions import FunctionLayer, is_symbolic
from ..layers.base import InputSpec, Layer
from .operations import is_operation, operation_of, serialize_operation

_SHARED = ("name", "trainable", "dtype")
#: class -> what Keras's configurations also hold; options that are no arguments here have no other value
_FIXED: dict[str, dict[str, Any]] = {
    "InputLayer": {"sparse": False, "ragged": False, "optional": False},
    "Dense": {"quantization_config": None},
    "Embedding": {"activity_regularizer": None, "quantization_config": None},
    "LSTM": {"activity_regularizer": None},
    "GRU": {"activity_regularizer": None},
    "BatchNormalization": {
        "renorm": False, "renorm_clipping": None, "renorm_momentum": 0.99, "synchronized": False,
    },
    "LayerNormalization": {"rms_scaling": False},
    "Conv2DTranspose": {"output_padding": None, "dilation_rate": (1, 1)},
}  # fmt: skip
_NOT_ARGUMENTS = {
    "self",
    "args",
    "kwargs",
    "_",
    "input_shape",
    "batch_input_shape",
    "input_dim",
    "input_length",
    "batch_size",
    "weights",
    "autocast",
}


def arguments_of(cls: type) -> list[str]:
    """The names of what `cls(...)` takes, through its bases (and its cell's, for recurrent layers)."""
    names: dict[str, None] = {}
    classes = [*cls.__mro__, *getattr(getattr(cls, "cell_class", None), "__mro__", ())]
    for base in classes:
        if base is Layer or base is object or not issubclass(base, Layer):
            continue
        init = vars(base).get("__init__")
        if init is not None:
            names.update(dict.fromkeys(inspect.signature(init).parameters))
    if any(base.__module__.endswith("layers.normalization") for base in classes):
        from ..layers.normalization import _OPTIONS

        names.update(dict.fromkeys(_OPTIONS))
    kept = [
        n for n in names if n not in _NOT_ARGUMENTS | set(_SHARED) or (n == "input_dim" and cls.__name__ == "Embedding")
    ]
    left_out = {"implementation", *({"cell"} if hasattr(cls, "cell_class") else ())}
    if cls.__name__ == "SimpleRNN":
        left_out.add("seed")  # of which Keras's layer does not tell, so that one made again draws its own
    return [n for n in kept if n not in left_out]


def layer_config(layer: Layer) -> dict[str, Any]:
    """The arguments that make `layer` again, as plain data."""
    name, policy = layer.name, dtype_policy(layer.dtype)
    kind = type(layer).__name__ if _is_ours(type(layer)) else ""
    fixed = _FIXED.get(kind, {})
    if hasattr(layer, "batch_shape"):
        return {"batch_shape": tuple(layer.batch_shape), "dtype": layer.dtype, **fixed, "name": name}
    config: dict[str, Any] = {"name": name, "trainable": layer._trainable, "dtype": policy, **fixed}
    for argument in arguments_of(type(layer)):
        value = getattr(layer, argument, inspect.Parameter.empty)
        if value is not inspect.Parameter.empty and not isinstance(value, (Variable, InputSpec)):
            config[argument] = plain(value)
    if layer.activity_regularizer is not None and kind != "ActivityRegularization":
        config["activity_regularizer"] = plain(layer.activity_regularizer)
    elif kind == "Dense":
        del config["activity_regularizer"]  # of which only Keras's Dense, among those that take one, tells so
    return config


def dtype_policy(dtype: str) -> dict[str, Any]:
    """What Keras writes for the dtype of a layer (`keras.src.dtype_policies.serialize`)."""
    return {"module": "keras", "class_name": "DTypePolicy", "config": {"name": dtype}, "registered_name": None}


def plain(value: Any) -> Any:
    """Objects as `{"module", "class_name", "config", "registered_name"}`, activations by name."""
    if isinstance(value, Layer):
        return serialize(value)
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value] if isinstance(value, list) else tuple(plain(v) for v in value)
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if hasattr(value, "get_config") and not isinstance(value, type):
        kind = type(value).__module__.split(".")[1].replace("schedules", "optimizers.schedules")
        return {
            "module": f"keras.{kind}",
            "class_name": type(value).__name__,
            "config": plain(value.get_config()),
            "registered_name": None,
        }
    if inspect.isfunction(value):
        if value.__module__.startswith(__name__.partition(".")[0] + ".activations"):
            return value.__name__
        return {"module": "builtins", "class_name": "function", "config": value.__name__, "registered_name": "function"}
    return value


def serialize(layer: Layer) -> dict[str, Any]:
    """One layer or model within a model's configuration."""
    kinds = {"Sequential": "keras", "Functional": "keras.src.models.functional", "Model": "keras"}
    name = "Functional" if hasattr(layer, "graph") else type(layer).__name__
    found = {
        "module": kinds.get(name, "keras.layers"),
        "class_name": name,
        "config": layer.get_config(),
        "registered_name": "Functional" if name == "Functional" else None,
    }
    if "_build_shape" in layer.__dict__ or (layer.built and hasattr(layer, "layers")):
        shapes = layer.__dict__.get("_shapes")  # of a Sequential
        found["build_config"] = {"input_shape": shapes[0] if shapes else layer.__dict__.get("_build_shape")}
    if "_build_shapes" in layer.__dict__:
        found["build_config"] = {"shapes_dict": layer.__dict__["_build_shapes"]}
    if hasattr(layer, "layers"):
        found["compile_config"] = compile_config(layer) or {}
    return found


def plain_arguments(cls: type, config: dict[str, Any]) -> dict[str, Any]:
    """What `cls(...)` takes out of a configuration of ours or of Keras's."""
    known = {*arguments_of(cls), *_SHARED, "activity_regularizer", "batch_shape"}
    if cls.__name__ == "InputLayer":
        known = {"batch_shape", "dtype", "name"}
    for key, value in _FIXED.get(cls.__name__, {}).items() if _is_ours(cls) else ():
        if key not in known and _argument(key, config.get(key, value)) != value:
            raise ValueError(f"{cls.__name__} has no {key}={config[key]!r} here; only {key}={value!r} is supported.")
    return {k: _argument(k, v) for k, v in config.items() if k in known or not _is_ours(cls)}


def _is_ours(cls: type) -> bool:
    return cls.__module__.partition(".")[0] == __name__.partition(".")[0]


def _argument(name: str, value: Any) -> Any:
    if name == "dtype" and isinstance(value, dict):
        return value["config"]["name"]
    if name in {"layer", "cell", "backward_layer"} and isinstance(value, dict):
        return deserialize(value)
    if name.endswith(("shape", "_size", "strides", "_rate")) and isinstance(value, list):
        return tuple(value)
    return value


def deserialize(entry: dict[str, Any], custom_objects: dict[str, Any] | None = None) -> Any:
    """A layer or model from `serialize`. Raises ValueError, listing what is known, for a class that is not."""
    from ..layers import CATALOG

    name, config = entry["class_name"], entry["config"]
    if custom_objects and name in custom_objects:
        return custom_objects[name].from_config(config)
    if name in {"Sequential", "Functional", "Model"}:
        return model_from_config(None, config, custom_objects)
    return CATALOG.get_class(name).from_config(config)


def model_config(model: Any) -> dict[str, Any]:
    """The configuration of a Sequential or functional model. Raises NotImplementedError for a subclassed one."""
    from .sequential import Sequential

    start = {"name": model.name, "trainable": model._trainable}
    if isinstance(model, Sequential):
        layers = ([model._input_layer] if model._input_layer else []) + model._layers
        found = start | {"dtype": dtype_policy(model.dtype), "layers": [serialize(layer) for layer in layers]}
        return found | ({"build_input_shape": model._shapes[0]} if model._shapes else {})
    if hasattr(model, "graph"):
        return start | _graph_config(model.graph)
    raise NotImplementedError(f"Model {type(model).__name__} must override `get_config()`.")


def _graph_config(graph: Any) -> dict[str, Any]:
    used = {id(n): n for n in graph.nodes}
    kept = {id(layer): [n for n in layer._inbound_nodes if id(n) in used] for layer in graph.layers}

    def reference(tensor: Any) -> list[Any]:
        layer, index, place = tensor.keras_history
        node = layer._inbound_nodes[index]
        return [layer.name, kept[id(layer)].index(node), place]

    def argument(tensor: Any) -> dict[str, Any]:
        config = {"shape": tensor.shape, "dtype": tensor.dtype, "keras_history": reference(tensor)}
        return {"class_name": "__keras_tensor__", "config": config}

    def keyword(value: Any) -> Any:
        return argument(value) if is_symbolic(value) else plain(value)

    layers = []
    for layer in graph.layers:
        if isinstance(layer, FunctionLayer):
            layers.append(serialize_operation(layer, argument))
            continue
        nodes = [
            {
                "args": (map_values(argument, n.inputs), *n.kwargs.get("_args", ())),
                "kwargs": {k: map_values(keyword, v) for k, v in n.kwargs.items() if k != "_args"},
            }
            for n in kept[id(layer)] if n.input_tensors
        ]  # fmt: skip
        layers.append({**serialize(layer), "name": layer.name, "inbound_nodes": nodes})
    return {
        "layers": layers,
        "input_layers": map_values(reference, graph.inputs),
        "output_layers": map_values(reference, graph.outputs),
    }


def compile_config(model: Any) -> dict[str, Any] | None:
    """How a model of this package was compiled, in the form of Keras's `get_compile_config()`."""
    given = getattr(model, "_compile_arguments", None)
    if not given:
        return None
    arguments = dict(zip(("loss", "loss_weights", "metrics", "weighted_metrics"), given[1:], strict=True))
    optimizer = model.optimizer
    config = plain(optimizer.get_config())
    described = {"module": "keras.optimizers", "class_name": type(optimizer).__name__, "config": config}
    run = {"run_eagerly": model.run_eagerly, "steps_per_execution": 1, "jit_compile": False}
    described["registered_name"] = None
    return {"optimizer": described, **{name: plain(value) for name, value in arguments.items()}, **run}


def model_from_config(cls: Any, config: dict[str, Any], custom_objects: dict[str, Any] | None = None) -> Any:
    """A model from `model_config` or from Keras's `get_config()`."""
    from .model import Model
    from .sequential import Sequential

    if "input_layers" in config:
        return _graph_from_config(cls if cls not in (None, Sequential) else Model, config, custom_objects)
    if "layers" in config:
        layers = [deserialize(entry, custom_objects) for entry in config["layers"]]
        model = (cls if cls is not None and issubclass(cls, Sequential) else Sequential)(
            layers, name=config.get("name")
        )
        shape = config.get("build_input_shape")
        if not model.built and shape and layers:
            model.build(tuple(shape))
        return model
    return cls(**config)


def _graph_from_config(cls: Any, config: dict[str, Any], custom_objects: Any) -> Any:
    layers = {
        entry["name"]: operation_of(entry) if is_operation(entry) else deserialize(entry, custom_objects)
        for entry in config["layers"]
    }
    outputs: dict[tuple[str, int], list[Any]] = {}
    from .symbolic import leaves
    from .tensors import input_tensor

    def tensor(reference: Any) -> Any:
        name, node, place = reference
        return outputs[name, node][place]

    def value(argument: Any) -> Any:
        if isinstance(argument, dict) and argument.get("class_name") == "__keras_tensor__":
            return tensor(argument["config"]["keras_history"])
        if isinstance(argument, dict) and argument.get("class_name") == "__slice__":
            return slice(*(argument["config"][part] for part in ("start", "stop", "step")))
        return [value(a) for a in argument] if isinstance(argument, (list, tuple)) else argument

    waiting = [(entry["name"], i, node) for entry in config["layers"] for i, node in enumerate(entry["inbound_nodes"])]
    for name, layer in layers.items():
        if hasattr(layer, "batch_shape"):
            outputs[name, 0] = [input_tensor(layer)]
    while waiting:
        left = []
        for name, i, node in waiting:
            try:
                args = [value(a) for a in node["args"]]
                kwargs = {k: value(v) for k, v in node["kwargs"].items() if k != "mask" or v is not None}
            except KeyError:
                left.append((name, i, node))
                continue
            outputs[name, i] = leaves(layers[name](*args, **kwargs))
        if len(left) == len(waiting):
            raise ValueError(f"The configuration's graph is not connected: {[name for name, *_ in left]}")
        waiting = left

    def ends(given: Any) -> Any:
        if isinstance(given, dict):
            return {k: ends(v) for k, v in given.items()}
        return tensor(given) if isinstance(given[0], str) else [ends(g) for g in given]

    return cls(ends(config["input_layers"]), ends(config["output_layers"]), name=config.get("name"))


@counterpart("keras.Model.to_json")
def to_json(model: Any, **options: Any) -> str:
    """The model's configuration, and how it was built and compiled, as JSON; a user's functions by name."""
    return json.dumps(serialize(model), default=lambda value: getattr(value, "__name__", str(value)), **options)


@counterpart("keras.models.model_from_json")
def model_from_json(json_string: str, custom_objects: dict[str, Any] | None = None) -> Any:
    """A model from `to_json`'s string, compiled as that one was."""
    description = json.loads(json_string)
    model = deserialize(description, custom_objects)
    if description.get("compile_config"):
        from ..conversion import compile_from_config

        compile_from_config(model, description["compile_config"], custom_objects)
    return model
