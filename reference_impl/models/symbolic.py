"""Symbolic tensors: what layers are called on to draw the graph of a functional model."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from ..backend.base import map_values
from ..layers.base import Layer
from ..lazy import is_foreign
from .masks import carry_mask, masks_of
from .tensors import KerasTensor, Node


def __array__(self: KerasTensor, *_: Any, **__: Any) -> Any:
    raise ValueError(
        "A KerasTensor is symbolic: it's a placeholder for a shape and a dtype. It has no numerical value."
    )


def __iter__(self: KerasTensor) -> Any:
    raise TypeError("Iterating over a symbolic KerasTensor is not supported.")


def __bool__(self: KerasTensor) -> bool:
    raise TypeError("A symbolic KerasTensor cannot be used as a boolean.")


def __getitem__(self: KerasTensor, key: Any) -> Any:
    return apply_operation("getitem", self, key)


def __neg__(self: KerasTensor) -> Any:
    return apply_operation("negative", self)


def __repr__(self: KerasTensor) -> str:
    return f"<KerasTensor shape={self.shape}, dtype={self.dtype}, name={self.name}>"


def _operator(operation: str, reflected: bool = False) -> Callable[[Any, Any], Any]:
    def method(self: Any, other: Any) -> Any:
        return apply_operation(operation, *((other, self) if reflected else (self, other)))

    return method


__add__, __radd__ = _operator("add"), _operator("add", reflected=True)
__sub__, __rsub__ = _operator("subtract"), _operator("subtract", reflected=True)
__mul__, __rmul__ = _operator("multiply"), _operator("multiply", reflected=True)
__truediv__, __rtruediv__ = _operator("divide"), _operator("divide", reflected=True)
__pow__, __rpow__ = _operator("power"), _operator("power", reflected=True)
__matmul__, __rmatmul__ = _operator("matmul"), _operator("matmul", reflected=True)


def apply_operation(operation: str, *args: Any) -> Any:
    """An arithmetic operation as a layer of the graph."""
    from ..backend import current
    from ..graph_functions import apply

    def compute(*values: Any) -> Any:
        ops = current()
        return getattr(ops, operation)(
            *(v if i and operation == "getitem" else ops.tensor(v) for i, v in enumerate(values))
        )

    compute.__name__ = {"getitem": "get_item", "divide": "true_divide"}.get(operation, operation)
    return apply(compute, *args)


def input_tensors(self: Node) -> list[KerasTensor]:
    return [t for t in leaves([self.inputs, self.kwargs]) if isinstance(t, KerasTensor)]


def output_tensors(self: Node) -> list[KerasTensor]:
    return leaves(self.outputs)


def parents(self: Node) -> list[Node]:
    return [t.keras_history[0]._inbound_nodes[t.keras_history[1]] for t in input_tensors(self)]


def leaves(structure: Any) -> list[Any]:
    """The values of nested lists, tuples and dicts, in order (dicts by key)."""
    if isinstance(structure, dict):
        return [leaf for key in sorted(structure) for leaf in leaves(structure[key])]
    if isinstance(structure, (list, tuple)):
        return [leaf for part in structure for leaf in leaves(part)]
    return [structure]


def _record(layer: Layer, node: Node) -> None:
    layer._inbound_nodes.append(node)
    for i, tensor in enumerate(leaves(node.outputs)):
        tensor.keras_history = (layer, len(layer._inbound_nodes) - 1, i)


def call_symbolic(layer: Layer, inputs: Any, *args: Any, **kwargs: Any) -> Any:
    """Build the layer for the inputs' shapes, and give symbolic outputs.

    Raises ValueError when the shapes do not fit.
    """
    shapes = map_values(lambda t: t.shape, inputs)
    flat = shapes[0] if isinstance(shapes, list) and len(shapes) == 1 and isinstance(inputs, (list, tuple)) else shapes
    if layer.built:
        layer.check_shape(flat)
    else:
        layer.build_once(shapes)
        if (states := kwargs.get("initial_state")) is not None:  # of which Keras's `build` is told too
            shapes_of_states = tuple(t.shape for t in leaves(states))
            layer.__dict__["_build_shapes"] = {"sequences_shape": shapes, "initial_state_shape": shapes_of_states}
    kwargs, masks = _filled(layer, inputs, args, kwargs)
    several = any(isinstance(t, KerasTensor) for key in kwargs.keys() - _NOT_PROBED for t in leaves(kwargs[key]))
    found = probe_output_shape(layer, shapes, kwargs) if several else layer.compute_output_shape(shapes)
    dtype = getattr(layer, "output_dtype", layer.dtype)
    outputs = map_shapes(lambda s: KerasTensor(s, dtype), found)
    _record(layer, Node(layer, inputs, kwargs, outputs))
    carry_mask(layer, inputs, outputs, masks)
    return outputs


_NOT_PROBED = {"mask", "initial_state"}  # tensors among the arguments on which no output's shape depends


def _filled(layer: Layer, inputs: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """A node's keywords as Keras keeps them, with the phase that the layer prefers and its inputs' masks, and these."""
    phase = layer._accepts.get("training", inspect.Parameter.empty)
    if phase is inspect.Parameter.empty:
        kwargs.pop("training", None)
    given = kwargs.get("mask")
    masks = masks_of(inputs) if given is None else given
    if not is_foreign(layer) and "initial_state" not in kwargs:
        if phase is not None and phase is not inspect.Parameter.empty:
            kwargs.setdefault("training", phase)
        if "mask" in layer._accepts:
            kwargs["mask"] = masks
    return kwargs | ({"_args": args} if args else {}), masks


def map_shapes(function: Callable[[Any], Any], shapes: Any) -> Any:
    """Apply to a shape, or to each of a list or dict of them."""
    if isinstance(shapes, dict):
        return {k: map_shapes(function, s) for k, s in shapes.items()}
    if isinstance(shapes, list) or (isinstance(shapes, tuple) and shapes and isinstance(shapes[0], (tuple, list))):
        return [map_shapes(function, s) for s in shapes]
    return function(tuple(shapes))


def probe_output_shape(layer: Layer, input_shape: Any, kwargs: dict[str, Any] | None = None) -> Any:
    """Call the layer on zeros of two sizes; lengths that differ are None."""
    from ..backend import use_backend
    from ..undisturbed import undisturbed

    def shapes(length: int) -> Any:
        def zeros(shape: Any) -> Any:
            x = np.zeros([length if n is None else n for n in shape], layer.dtype)
            return layer.ops.annotate(layer.ops.tensor(x))

        with use_backend(layer.ops):
            given = map_values(lambda t: zeros(t.shape) if isinstance(t, KerasTensor) else t, kwargs or {})
            args = given.pop("_args", ())
            kept = [list(part._losses) for part in layer.sublayers()]
            with undisturbed(layer.sublayers()):
                found = layer.call(map_shapes(zeros, input_shape), *args, **given)
            for part, losses in zip(layer.sublayers(), kept, strict=False):
                part._losses[:] = losses
                part.__dict__.pop("_added_metrics", None)
            return map_values(lambda x: tuple(np.shape(x)), found)

    def merge(a: Any, b: Any) -> Any:
        if isinstance(a, dict):
            return {k: merge(a[k], b[k]) for k in a}
        if isinstance(a, list):
            return [merge(m, n) for m, n in zip(a, b, strict=True)]
        return tuple(m if m == n else None for m, n in zip(a, b, strict=True))

    return merge(shapes(2), shapes(3))


def node_attribute(layer: Layer, name: str) -> Any:
    """`input`, `output` and their shapes: of the layer's calls, else of where it was built.

    Raises AttributeError when it was never called nor built, or when it was called several times with different
    results.
    """
    owner = layer.__dict__.get("_sequential", lambda: None)()
    if not layer._inbound_nodes and owner is not None and owner.built:
        owner.symbolic_tensors()
    if layer._inbound_nodes:
        found = [_of_node(node, name) for node in layer._inbound_nodes]
        if any(other is not found[0] and not _same_shapes(found[0], other, name) for other in found[1:]):
            kind = name.replace("_", " ")
            raise AttributeError(
                f'Layer {layer.name} has multiple inbound nodes, hence the notion of "layer {kind}" is ill-defined. '
                f"Use `get_{name}_at(node_index)` instead."
            )
        return found[0]
    shape = layer.__dict__.get("_build_shape", layer.__dict__.get("_seen_shape"))
    if name.endswith("shape") and shape is not None:
        return shape if name == "input_shape" else layer.compute_output_shape(shape)
    if name.endswith("shape") and hasattr(layer, "batch_shape"):
        return layer.batch_shape
    raise AttributeError(
        f"The layer {layer.name} has never been called and thus has no defined {name.replace('_', ' ')}."
    )


def _of_node(node: Node, name: str) -> Any:
    found = node.inputs if name.startswith("input") else node.outputs
    if isinstance(found, (list, tuple)) and len(found) <= 1:
        found = found[0] if found else node.outputs
    return map_values(lambda t: t.shape, found) if name.endswith("shape") else found


def _same_shapes(a: Any, b: Any, name: str) -> bool:
    return name.endswith("shape") and bool(a == b)


def node_attribute_at(layer: Layer, name: str, node_index: int) -> Any:
    """`input`, `output` or their shapes at one call. Raises ValueError when there is no such call."""
    if not 0 <= node_index < len(layer._inbound_nodes):
        raise ValueError(
            f"Asked to get {name} at node {node_index}, but layer {layer.name} has only "
            f"{len(layer._inbound_nodes)} inbound nodes."
        )
    return _of_node(layer._inbound_nodes[node_index], name)
