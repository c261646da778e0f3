"""`clone_model`: the same architecture from new layers (`keras/src/models/cloning.py`)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..backend.base import map_values
from ..counterpart import counterpart
from ..graph_functions import FunctionLayer
from ..layers.base import Layer
from ..layers.input_layer import InputLayer
from .configuration import deserialize, model_from_config, serialize
from .model import Model
from .sequential import Sequential
from .symbolic import leaves
from .tensors import KerasTensor, Node, input_tensor

Clone = Callable[[Layer], Layer]


@counterpart("keras.models.clone_model")
def clone_model(model: Any, input_tensors: Any = None, clone_function: Clone | None = None) -> Any:
    """The same architecture with new weights, drawn in the order in which the layers are called.

    `clone_function` makes the new layer from an old one; unless given, from its configuration. Raises ValueError for a
    subclassed model.
    """
    custom = {type(layer).__name__: type(layer) for layer in model.sublayers() if _is_custom(layer)}

    def copied(layer: Layer) -> Any:
        return deserialize(serialize(layer), custom)

    clone = clone_function or copied
    if hasattr(model, "graph"):
        return _cloned_graph(model, input_tensors, clone)
    if not isinstance(model, Sequential):
        raise ValueError(
            f"Expected `model` argument to be a Functional or Sequential model instance. Received: model={model}"
        )
    if input_tensors is None and clone_function is None:
        return model_from_config(Sequential, model.get_config(), custom)
    new = Sequential([clone(layer) for layer in model.layers], name=model.name)
    shape = model._shapes[0] if model._shapes else None
    if input_tensors is not None:
        shape = leaves(input_tensors)[0].shape
    if not new.built and shape:
        new.build(shape)
    return new


def _is_custom(layer: Any) -> bool:
    return type(layer).__module__.partition(".")[0] != __name__.partition(".")[0]


def _cloned_graph(model: Any, input_tensors: Any, clone: Clone) -> Any:
    graph, made = model.graph, dict[int, Any]()
    inputs = map_values(_new_input, graph.inputs) if input_tensors is None else input_tensors
    values = {id(old): new for old, new in zip(leaves(graph.inputs), leaves(inputs), strict=True)}
    for node in graph.nodes:
        if not node.input_tensors or all(id(t) in values for t in node.output_tensors):
            continue
        layer = node.layer
        if id(layer) not in made:  # a function has no weights: the new graph calls the same
            made[id(layer)] = layer if isinstance(layer, FunctionLayer) else clone(layer)
        outputs = _called(made[id(layer)], node, values)
        values.update((id(t), y) for t, y in zip(node.output_tensors, leaves(outputs), strict=True))
    cls = type(model) if isinstance(model, Model) and not _is_custom(model) else Model
    return cls(inputs, map_values(lambda t: values[id(t)], graph.outputs), name=model.name)


def _new_input(tensor: KerasTensor) -> KerasTensor:
    return input_tensor(InputLayer(batch_shape=tensor.shape, dtype=tensor.dtype, name=tensor.name))


def _called(layer: Any, node: Node, values: dict[int, Any]) -> Any:
    kwargs = map_values(lambda v: values[id(v)] if isinstance(v, KerasTensor) else v, node.kwargs)
    args = kwargs.pop("_args", ())
    return layer(map_values(lambda t: values[id(t)], node.inputs), *args, **kwargs)
