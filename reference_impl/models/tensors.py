"""Symbolic tensors, which stand for data when a model is drawn; what can be done with them is in `symbolic.py`."""

from dataclasses import dataclass, field
from typing import Any

from ..config import auto_name, standardize_dtype
from ..counterpart import counterpart
from ..layers.input_layer import InputLayer
from ..lazy import elsewhere


@counterpart("keras.KerasTensor")
class KerasTensor:
    """A shape and dtype (batch first, None where any length will do), and the layer whose output it is."""

    __array__ = __iter__ = __bool__ = __getitem__ = __neg__ = __add__ = __radd__ = elsewhere(".models.symbolic")
    __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = elsewhere(".models.symbolic")
    __pow__ = __rpow__ = __matmul__ = __rmatmul__ = __repr__ = elsewhere(".models.symbolic")
    __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __lt__ = __le__ = __gt__ = elsewhere(".models.symbolic")
    __ge__ = __ne__ = __and__ = __rand__ = __or__ = __ror__ = __xor__ = __rxor__ = elsewhere(".models.symbolic")
    __abs__ = __invert__ = __round__ = elsewhere(".models.symbolic")
    call_layer, call_function = elsewhere(".models.symbolic"), elsewhere(".models.symbolic")
    add_to_loss, add_to_metrics = elsewhere(".added"), elsewhere(".added")
    keras_history: tuple[Any, int, int] = (None, 0, 0)
    mask: Any = None

    def __init__(self, shape: Any, dtype: Any = None, name: str | None = None) -> None:
        self.shape, self.dtype = tuple(shape), standardize_dtype(dtype)
        self.ndim, self.name = len(self.shape), name or auto_name("keras_tensor")


@dataclass(eq=False)
class Node:
    """One call of a layer, in the graph of a functional model."""

    layer: Any
    inputs: Any
    kwargs: dict[str, Any] = field(default_factory=dict)
    outputs: Any = None
    input_tensors = output_tensors = parents = elsewhere(".models.symbolic", is_property=True)


def input_tensor(layer: Any) -> KerasTensor:
    """The output of an input layer."""
    tensor = KerasTensor(layer.batch_shape, layer.dtype, layer.name)
    tensor.keras_history = (layer, len(layer._inbound_nodes), 0)
    layer._inbound_nodes.append(Node(layer, [], outputs=tensor))
    return tensor


@counterpart("keras.Input")
def Input(
    shape: Any = None, batch_size: int | None = None, dtype: Any = None, batch_shape: Any = None,
    name: str | None = None, tensor: Any = None, **_: Any
) -> Any:  # fmt: skip
    """A symbolic tensor that starts a functional model: shape without the batch, or `batch_shape` with it."""
    if shape is not None and batch_shape is not None:
        raise ValueError("You cannot pass both `shape` and `batch_shape` at the same time.")
    return tensor if tensor is not None else input_tensor(InputLayer(shape, batch_size, dtype, batch_shape, name))
