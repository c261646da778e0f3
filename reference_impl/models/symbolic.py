"""Symbolic tensors: what layers are called on to draw the graph of a functional model."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from ..backend import arithmetic, current
from ..backend.base import map_values
from ..layers.base import Layer
from ..layers.probing import map_shapes, probe_output_shape
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


def __abs__(self: KerasTensor) -> Any:
    return apply_operation("absolute", self)


def __invert__(self: KerasTensor) -> Any:
    return apply_operation("logical_not", self)


def __round__(self: KerasTensor, ndigits: int | None = None) -> Any:
    return apply_operation("round", self, ndigits or 0)


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
__floordiv__, __rfloordiv__ = _operator("floor_divide"), _operator("floor_divide", reflected=True)
__mod__, __rmod__ = _operator("mod"), _operator("mod", reflected=True)
__lt__, __le__, __gt__, __ge__ = map(_operator, ("less", "less_equal", "greater", "greater_equal"))
__ne__ = _operator("not_equal")
__and__, __rand__ = _operator("logical_and"), _operator("logical_and", reflected=True)
__or__, __ror__ = _operator("logical_or"), _operator("logical_or", reflected=True)
__xor__, __rxor__ = _operator("logical_xor"), _operator("logical_xor", reflected=True)


def apply_operation(operation: str, *args: Any) -> Any:
    """An arithmetic operation as a layer of the graph."""
    from ..graph_functions import apply

    def compute(*values: Any) -> Any:
        return arithmetic.compute(current(), operation, *values)

    compute.__name__ = {"getitem": "get_item", "divide": "true_divide"}.get(operation, operation)
    compute.probed_with = int(operation in ("floor_divide", "mod"))  # type: ignore[attr-defined]
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


def call_layer(self: KerasTensor, layer: Layer, inputs: Any, *args: Any, **kwargs: Any) -> Any:
    """What `layer(inputs)` is where this tensor comes first among the inputs."""
    return call_symbolic(layer, inputs, *args, **kwargs)


def call_function(self: KerasTensor, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """What `function(*args, **kwargs)` is where this tensor is among the arguments: a node of the graph."""
    from ..graph_functions import apply

    return apply(function, *args, **kwargs)


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
    dtype = getattr(layer, "output_dtype", None) or layer.dtype
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
