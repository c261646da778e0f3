"""Calling a layer on its own: conversion of inputs, building, masks, penalties on what comes out."""

from __future__ import annotations

import inspect
from contextvars import ContextVar
from typing import Any

import numpy as np

from ..backend import current, use_backend
from ..backend.autodiff import active
from ..backend.base import Value, map_values
from ..lazy import is_foreign
from ..regularizers import penalty
from .base import InputSpec, Layer

any_length: ContextVar[bool | None] = ContextVar("any_length", default=None)
"""Whether layers are built for batches of any length, as when Keras traces the steps of `fit`; None out of steps."""

_phase: ContextVar[list[Any] | None] = ContextVar("phase", default=None)  # [training] within an outermost call


def __call__(self: Layer, inputs: Any, *args: Any, **kwargs: Any) -> Any:
    """The layer's output for arrays; given symbolic tensors (of `Input`), a node of a functional model."""
    first = inputs[0] if isinstance(inputs, (list, tuple)) and inputs else inputs
    if hasattr(first, "keras_history"):
        return first.call_layer(self, inputs, *args, **kwargs)
    if self.ops is not current():
        with use_backend(self.ops):
            return self(inputs, *args, **kwargs)
    is_outermost = _phase.get() is None
    if is_outermost:  # it begins anew with what layers add to the loss
        for layer in self.sublayers():
            layer._losses.clear()
    inputs = self.convert(inputs)
    self.ensure_built(inputs)
    self.check_input(inputs)
    outputs = self.run(inputs, *args, **kwargs)
    return map_values(self.ops.annotate, outputs) if is_outermost and active.get() is not None else outputs


def run(self: Layer, inputs: Any, *args: Any, training: bool | None = None, **kwargs: Any) -> Any:
    """`call` in the training phase given, or that of the layer whose `call` this one is called in.

    The phase given to a layer reaches those called after it within the same outermost call too, as in Keras.
    """
    positional = dict(zip(list(self._accepts)[1:], args, strict=False))
    training = positional.get("training", training)
    outer = _phase.get()
    phase = [None] if outer is None else outer
    token = _phase.set(phase)
    try:
        default = self._accepts.get("training")
        inherited = phase[0] if training is None else training
        phase[0] = default if inherited is None and default is not inspect.Parameter.empty else inherited
        if "training" in self._accepts and "training" not in positional and phase[0] is not None:
            kwargs["training"] = phase[0]
        return _call_with_masks(self, inputs, args, kwargs)
    finally:
        _phase.reset(token)


def _call_with_masks(self: Layer, inputs: Any, args: Any, kwargs: dict[str, Any]) -> Any:
    """`call` with the mask that the inputs carry, which the outputs then carry on, and the activity's penalty."""
    ops, mask = self.ops, kwargs.pop("mask", None)
    if mask is None and (self.supports_masking or "mask" in self._accepts):
        mask = map_values(lambda x: ops.note(x, "mask"), inputs)
    if "mask" in self._accepts and not no_mask(mask):
        kwargs["mask"] = mask
    if self._records_operators:
        inputs = map_values(ops.annotate, inputs)
    outputs = self.call(inputs, *args, **kwargs)
    makes_mask = self.mask_zero or (self.supports_masking and is_foreign(self))
    if makes_mask or not no_mask(mask):
        new_mask = self.compute_mask(inputs, mask)
        if new_mask is not None and not isinstance(outputs, (list, tuple)):
            outputs = ops.annotate(ops.identity(outputs) if outputs is inputs else outputs, mask=new_mask)
    if self.activity_regularizer is not None:
        rows = ops.count_rows(outputs, self.dtype)
        self._losses.append(ops.divide(penalty(self.activity_regularizer, outputs), rows))
    return outputs


def convert(self: Layer, inputs: Any) -> Any:
    """Inputs as values of the backend; floats in the layer's dtype."""
    ops = self.ops

    def one(x: Any) -> Any:
        x = ops.tensor(x)
        if not hasattr(x, "dtype"):
            x = ops.tensor(np.asarray(x))
        is_float = "float" in str(getattr(x.dtype, "name", x.dtype))
        return ops.cast(x, self.dtype) if self.autocast and is_float else x

    return map_values(one, inputs)


def ensure_built(self: Layer, inputs: Any) -> None:
    """Build the layer for inputs like these unless it is built."""
    if not self.built:
        start = 1 if any_length.get() else 0
        self.build_once(map_values(lambda x: (*(None,) * min(start, len(x.shape)), *x.shape[start:]), inputs))


def check_input(self: Layer, inputs: Any) -> None:
    """Raises ValueError when the inputs' shape is not what the layer was built for."""
    if not isinstance(inputs, (list, tuple, dict)):
        self.check_shape(tuple(inputs.shape))


def compute_mask(self: Layer, inputs: Value, previous_mask: Value = None) -> Value:
    """The mask of the output; by default the inputs' mask, where the layer supports one."""
    return previous_mask if self.supports_masking else None


def compute_output_shape(self: Layer, input_shape: Any) -> Any:
    """Shape of the output for an input shape; by default found by calling the layer on zeros."""
    from .probing import probe_output_shape

    return probe_output_shape(self, input_shape)


def no_mask(mask: Any) -> bool:
    return mask is None or (isinstance(mask, list) and all(no_mask(m) for m in mask))


def refuse(self: InputSpec, shape: Any, layer: str, axis: int | None = None) -> None:
    """Raises ValueError naming the layer, what it expected (on that axis) and what it found."""
    start = f'Input 0 of layer "{layer}" is incompatible with the layer: expected '
    if axis is not None:
        raise ValueError(
            f"{start}axis {axis} of input shape to have value {self.axes[axis]}, but received input with shape {shape}"
        )
    by, rank = ("min_ndim", self.min_ndim) if self.ndim in (None, len(shape)) else ("ndim", self.ndim)
    raise ValueError(f"{start}{by}={rank}, found ndim={len(shape)}. Full shape received: {shape}")
