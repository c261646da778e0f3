"""Weights, masks and reductions of losses and metrics (`keras/src/losses/loss.py`)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any

from ..backend.base import Value
from ..backend.protocol import Backend


def squeeze_or_expand(ops: Backend, a: Value, b: Value) -> tuple[Value, Value]:
    """Drop or add a last dimension of 1 when the ranks differ by one
    (`keras.src.losses.loss.squeeze_or_expand_to_same_rank`).
    """
    ranks = len(a.shape), len(b.shape)
    if ranks[0] == ranks[1] + 1 and a.shape[-1] == 1:
        return (a, ops.expand_dims(b, -1)) if ranks[1] == 1 else (ops.squeeze(a, -1), b)
    if ranks[1] == ranks[0] + 1 and b.shape[-1] == 1:
        return (ops.expand_dims(a, -1), b) if ranks[0] == 1 else (a, ops.squeeze(b, -1))
    return a, b


def apply_mask(ops: Backend, sample_weight: Value, mask: Value, dtype: str, reduction: str | None) -> Value:
    """Merge a mask into the weights; under a mean, kept entries weigh total / kept
    (`keras.src.losses.loss.apply_mask`).
    """
    if mask is None:
        return sample_weight
    weight = ops.cast(ops.tensor(mask), dtype)
    if reduction in ("mean", "sum_over_batch_size"):
        weight = ops.multiply(weight, ops.divide_no_nan(ops.sum(ops.ones_like(weight)), ops.sum(weight)))
    if sample_weight is None:
        return weight
    weight, sample_weight = squeeze_or_expand(ops, weight, ops.tensor(sample_weight, dtype))
    return ops.multiply(sample_weight, weight)


def reduce_weighted(
    ops: Backend, values: Value, sample_weight: Value, masks: Sequence[Value], reduction: str | None, dtype: str
) -> Value:
    """sum(values * weight) / number of values, by default (`keras.src.losses.loss.reduce_weighted_values`).

    A value counts where all masks are true: that of the outputs, and that of the loss (`ignore_class`).
    """
    values = ops.tensor(values, dtype)
    mask = reduce(ops.logical_and, masks) if masks else None
    sample_weight = apply_mask(ops, sample_weight, mask, dtype, reduction)
    if sample_weight is not None:
        values, sample_weight = squeeze_or_expand(ops, values, ops.tensor(sample_weight, dtype))
        values = ops.multiply(values, sample_weight)
    if reduction in (None, "none") or not len(values.shape):
        return values
    total = ops.sum(values)
    if reduction == "sum":
        return total
    if reduction == "mean_with_sample_weight" and sample_weight is not None:
        return ops.divide_no_nan(total, ops.sum(sample_weight))
    return ops.divide_no_nan(total, ops.sum(ops.ones_like(values)))


def get_config(self: Any) -> dict[str, Any]:
    """The arguments that make the loss again; those of a function's wrapper are the function's.

    Of the last axis Keras tells only where labels can be smoothed.
    """
    own = dict(getattr(self, "fn_kwargs", {}))
    if own.get("axis") == -1 and "label_smoothing" not in own:
        del own["axis"]
    return {"name": self.name, "reduction": self.reduction, **own}


@classmethod  # type: ignore[misc]
def from_config(cls: Any, config: dict[str, Any]) -> Any:
    """A loss from `get_config()`."""
    return cls(**config)


def refuse(self: Any, reduction: Any) -> None:
    """Raises ValueError: there is no such reduction."""
    from . import REDUCTIONS

    raise ValueError(
        f"Invalid value for argument `reduction`. Expected one of {REDUCTIONS}. Received: reduction={reduction}"
    )
