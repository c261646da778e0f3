"""From numbers of things to vectors."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import initializers
from ..backend.base import Value
from ..counterpart import counterpart
from .base import Layer, Shape


@counterpart("keras.layers.Embedding")
class Embedding(Layer):
    """(batch, ...) integers in [0, input_dim) -> (batch, ..., output_dim) rows of a table.

    With `mask_zero`, later layers skip the zeros.
    """

    def __init__(
        self, input_dim: int, output_dim: int, embeddings_initializer: Any = "uniform",
        embeddings_regularizer: Any = None,
        embeddings_constraint: Any = None, mask_zero: bool = False, input_length: Any = None, weights: Any = None,
        **kwargs: Any
    ) -> None:  # fmt: skip
        if input_length is not None and not {"input_shape", "batch_input_shape"} & set(kwargs):
            lengths = tuple(input_length) if isinstance(input_length, (list, tuple)) else (input_length,)
            kwargs["batch_input_shape"] = (kwargs.pop("batch_size", None), *lengths)
        super().__init__(**kwargs)
        for name, size in (("input_dim", input_dim), ("output_dim", output_dim)):
            if not isinstance(size, (int, np.integer)) or size <= 0:
                raise ValueError(
                    f"`{name}` must be a positive integer. Received: {name}={size} (of type {type(size)})."
                )
        self.input_dim, self.output_dim, self.autocast = input_dim, output_dim, False
        self.mask_zero = self.supports_masking = mask_zero
        self.embeddings_initializer = initializers.get(embeddings_initializer)
        self.embeddings_regularizer, self.embeddings_constraint = embeddings_regularizer, embeddings_constraint
        self._given = weights
        if weights is not None:
            self.build_once(None)

    def build(self, input_shape: Any) -> None:  # noqa: ARG002
        self.embeddings = self.add_weight(
            (self.input_dim, self.output_dim), self.embeddings_initializer, name="embeddings",
            regularizer=self.embeddings_regularizer, constraint=self.embeddings_constraint,
        )  # fmt: skip
        if self._given is not None:
            self.set_weights(self._given if isinstance(self._given, list) else [self._given])
            self._given = None

    def call(self, inputs: Value) -> Value:
        return self.ops.take(self.embeddings.value, self.ops.cast(inputs, "int32"))

    def compute_mask(self, inputs: Value, previous_mask: Value = None) -> Value:  # noqa: ARG002
        return self.ops.not_equal(inputs, 0) if self.mask_zero else None

    def compute_output_shape(self, input_shape: Any) -> Shape:
        return (*input_shape, self.output_dim)
