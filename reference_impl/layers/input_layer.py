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
        given = {"input_shape": shape, "batch_size": batch_size, "batch_input_shape": batch_shape}
        super().__init__(name=name, dtype=dtype, **kwargs | {k: v for k, v in given.items() if v is not None})
        if self._batch_input_shape is None:
            raise ValueError("You must pass a `shape` argument.")
        self.batch_shape = self._batch_input_shape

    def call(self, inputs: Any) -> Any:
        return inputs

    def compute_output_shape(self, input_shape: Any) -> Shape:  # noqa: ARG002
        return self.batch_shape
