"""Where data enters a model."""

from typing import Any

from ..counterpart import counterpart
from .base import Layer, Shape


@counterpart("keras.layers.InputLayer")
class InputLayer(Layer):
    """Holds the shape and dtype of an input. Raises ValueError without a shape."""

    built = True

    def __init__(
        self, shape: Any = None, batch_size: int | None = None, dtype: Any = None, batch_shape: Any = None,
        name: str | None = None, **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(name=name, dtype=dtype, **kwargs)
        whole = batch_shape if shape is None else shape
        if not hasattr(whole, "__iter__"):
            raise ValueError(f"You must pass a `shape` argument, a tuple of lengths. Received: shape={whole}")
        self.batch_shape = self._batch_input_shape = tuple(batch_shape) if shape is None else (batch_size, *shape)

    def call(self, inputs: Any) -> Any:
        return inputs

    def compute_output_shape(self, input_shape: Any) -> Shape:  # noqa: ARG002
        return self.batch_shape
