"""Crossentropies and other losses between distributions. Formulas: `keras/src/losses/losses.py`,
`backend/tensorflow/nn.py`.

When the outputs come straight from a softmax or sigmoid, the crossentropy is computed from its logits.
"""

from __future__ import annotations

from typing import Any

from ..backend import current
from ..backend.base import Value
from ..backend.protocol import Backend
from ..counterpart import counterpart
from ..settings import epsilon
from . import LossFunctionWrapper


def _inputs(y_true: Value, y_pred: Value) -> tuple[Backend, Value, Value]:
    ops = current()
    y_pred = ops.tensor(y_pred)
    return ops, ops.tensor(y_true, y_pred.dtype), y_pred


def _same_shape(target: Value, output: Value) -> None:
    """Raises ValueError unless the shapes agree."""
    a, b = tuple(target.shape), tuple(output.shape)
    if a == b:
        return
    if len(a) != len(b) or any(m is not None and n is not None and m != n for m, n in zip(a, b, strict=True)):
        what = "rank (ndim)" if len(a) != len(b) else "shape"
        raise ValueError(
            f"Arguments `target` and `output` must have the same {what}. Received: target.shape={a}, output.shape={b}"
        )


def _logits(ops: Backend, y_pred: Value, from_logits: bool) -> Value | None:
    logits = ops.note(y_pred, "logits")
    if logits is not None:
        return logits
    return y_pred if from_logits else None


def _link(ops: Backend, y_pred: Value, kind: str) -> Value | None:
    """`y_pred` if it is the softmax (or sigmoid) of the logits it carries, which then need not be taken again."""
    return y_pred if ops.note(y_pred, "link") == kind else None


def _clip(ops: Backend, p: Value) -> Value:
    return ops.clip(p, epsilon(), 1.0 - epsilon())


@counterpart("keras.losses.categorical_crossentropy")
def categorical_crossentropy(
    y_true: Value, y_pred: Value, from_logits: bool = False, label_smoothing: float = 0.0, axis: int = -1
) -> Value:
    """-sum(y log p) over an axis, the last by default: (..., classes) and (..., classes) -> (...)."""
    ops, y_true, y_pred = _inputs(y_true, y_pred)
    _same_shape(y_true, y_pred)
    if label_smoothing:
        y_true = ops.add(ops.multiply(y_true, 1.0 - label_smoothing), label_smoothing / y_true.shape[-1])
    logits = _logits(ops, y_pred, from_logits)
    if logits is not None and axis in (-1, len(y_pred.shape) - 1):
        return ops.softmax_crossentropy(y_true, logits, probabilities=_link(ops, y_pred, "softmax"))
    if logits is not None:
        order = [i for i in range(len(y_pred.shape)) if i != axis % len(y_pred.shape)] + [axis]
        return ops.softmax_crossentropy(ops.transpose(y_true, order), ops.transpose(logits, order))
    p = _clip(ops, ops.divide(y_pred, ops.sum(y_pred, axis, keepdims=True)))
    return ops.negative(ops.sum(ops.multiply(y_true, ops.log(p)), axis))


@counterpart("keras.losses.sparse_categorical_crossentropy")
def sparse_categorical_crossentropy(
    y_true: Value, y_pred: Value, from_logits: bool = False, ignore_class: int | None = None, axis: int = -1
) -> Value:
    """-log p[y]: class numbers (...) or (..., 1) and (..., classes) -> (...). Raises ValueError for other shapes."""
    ops = current()
    y_pred, y_true = ops.tensor(y_pred), ops.tensor(y_true)
    if axis not in (-1, len(y_pred.shape) - 1):
        raise ValueError(f"Only axis=-1 is currently supported. Received: axis={axis}")
    if len(y_true.shape) == len(y_pred.shape) and y_true.shape[-1] == 1:
        y_true = ops.squeeze(y_true, -1)
    if len(y_true.shape) != len(y_pred.shape) - 1:
        raise ValueError(
            "Argument `output` must have rank (ndim) `target.ndim - 1`. "
            f"Received: target.shape={tuple(y_true.shape)}, output.shape={tuple(y_pred.shape)}"
        )
    _same_shape(y_true, y_pred[..., 0])
    labels, valid = ops.cast(y_true, "int64"), None
    logits = _logits(ops, y_pred, from_logits)
    if ignore_class is not None:
        valid = ops.not_equal(labels, ignore_class)
        labels = ops.where(valid, labels, ops.zeros_like(labels))
        logits = y_pred if from_logits else None
        y_pred = ops.where(ops.expand_dims(valid, -1), y_pred, ops.zeros_like(y_pred))
        logits = y_pred if logits is not None else None
    if logits is None:
        logits = ops.log(_clip(ops, y_pred))
    found = ops.sparse_softmax_crossentropy(labels, logits, probabilities=_link(ops, y_pred, "softmax"))
    if valid is None:
        return found
    return ops.annotate(ops.where(valid, found, ops.zeros_like(found)), mask=valid)


def _binary(ops: Backend, y_true: Value, y_pred: Value, from_logits: bool) -> Value:
    """Elementwise binary crossentropy."""
    _same_shape(y_true, y_pred)
    logits = _logits(ops, y_pred, from_logits)
    if logits is not None:
        return ops.sigmoid_crossentropy(y_true, logits, probabilities=_link(ops, y_pred, "sigmoid"))
    p = _clip(ops, y_pred)
    hit = ops.multiply(y_true, ops.log(p))
    return ops.negative(ops.add(hit, ops.multiply(ops.subtract(1.0, y_true), ops.log(ops.subtract(1.0, p)))))


def _smooth_binary(ops: Backend, y_true: Value, label_smoothing: float) -> Value:
    return ops.add(ops.multiply(y_true, 1.0 - label_smoothing), 0.5 * label_smoothing) if label_smoothing else y_true


@counterpart("keras.losses.binary_crossentropy")
def binary_crossentropy(
    y_true: Value, y_pred: Value, from_logits: bool = False, label_smoothing: float = 0.0, axis: int = -1
) -> Value:
    """Mean over the last axis of -(y log p + (1 - y) log(1 - p))."""
    ops, y_true, y_pred = _inputs(y_true, y_pred)
    return ops.mean(_binary(ops, _smooth_binary(ops, y_true, label_smoothing), y_pred, from_logits), axis)


@counterpart("keras.losses.binary_focal_crossentropy")
def binary_focal_crossentropy(
    y_true: Value, y_pred: Value, apply_class_balancing: bool = False, alpha: float = 0.25, gamma: float = 2.0,
    from_logits: bool = False, label_smoothing: float = 0.0, axis: int = -1,
) -> Value:  # fmt: skip
    """Binary crossentropy times (1 - p of the true class)**gamma. Lin et al., arXiv:1708.02002."""
    ops, y_true, y_pred = _inputs(y_true, y_pred)
    y_true = _smooth_binary(ops, y_true, label_smoothing)
    if from_logits:
        y_pred = ops.annotate(ops.sigmoid(y_pred), logits=y_pred)
    crossentropy = _binary(ops, y_true, y_pred, False)
    wrong = ops.subtract(1.0, y_true)
    p = ops.add(ops.multiply(y_true, y_pred), ops.multiply(wrong, ops.subtract(1.0, y_pred)))
    found = ops.multiply(ops.power(ops.subtract(1.0, p), gamma), crossentropy)
    if apply_class_balancing:
        found = ops.multiply(ops.add(ops.multiply(y_true, alpha), ops.multiply(wrong, 1 - alpha)), found)
    return ops.mean(found, axis)


@counterpart("keras.losses.categorical_focal_crossentropy")
def categorical_focal_crossentropy(
    y_true: Value, y_pred: Value, alpha: float = 0.25, gamma: float = 2.0, from_logits: bool = False,
    label_smoothing: float = 0.0, axis: int = -1,
) -> Value:  # fmt: skip
    """Categorical crossentropy, each class times alpha (1 - p)**gamma. Lin et al., arXiv:1708.02002."""
    ops, y_true, y_pred = _inputs(y_true, y_pred)
    if label_smoothing:
        y_true = ops.add(ops.multiply(y_true, 1.0 - label_smoothing), label_smoothing / y_true.shape[-1])
    if from_logits:
        y_pred = ops.softmax(y_pred, axis)
    p = _clip(ops, ops.divide(y_pred, ops.sum(y_pred, axis, keepdims=True)))
    factor = ops.multiply(ops.power(ops.subtract(1.0, p), gamma), alpha)
    return ops.sum(ops.multiply(factor, ops.multiply(ops.negative(y_true), ops.log(p))), axis)


@counterpart("keras.losses.kl_divergence")
def kl_divergence(y_true: Value, y_pred: Value) -> Value:
    """sum(y log(y / p)) over the last axis, both clipped to [epsilon, 1]."""
    ops, y_true, y_pred = _inputs(y_true, y_pred)
    y_true, y_pred = (ops.clip(y, epsilon(), 1.0) for y in (y_true, y_pred))
    return ops.sum(ops.multiply(y_true, ops.log(ops.divide(y_true, y_pred))), -1)


@counterpart("keras.losses.poisson")
def poisson(y_true: Value, y_pred: Value) -> Value:
    """mean(p - y log(p + epsilon)) over the last axis."""
    ops, y_true, y_pred = _inputs(y_true, y_pred)
    return ops.mean(ops.subtract(y_pred, ops.multiply(y_true, ops.log(ops.add(y_pred, epsilon())))), -1)


@counterpart("keras.losses.BinaryCrossentropy")
class BinaryCrossentropy(LossFunctionWrapper):
    """`binary_crossentropy` as a loss: (batch, ...) and (batch, ...), weighted and reduced to a scalar."""

    def __init__(
        self, from_logits: bool = False, label_smoothing: float = 0.0, axis: int = -1,
        reduction: str | None = "sum_over_batch_size", name: str = "binary_crossentropy", dtype: Any = None,
    ) -> None:  # fmt: skip
        kwargs = {"from_logits": from_logits, "label_smoothing": label_smoothing, "axis": axis}
        super().__init__(binary_crossentropy, reduction, name, dtype, **kwargs)


@counterpart("keras.losses.CategoricalCrossentropy")
class CategoricalCrossentropy(LossFunctionWrapper):
    """`categorical_crossentropy` as a loss: one-hot (batch, ..., classes) and (batch, ..., classes)."""

    def __init__(
        self, from_logits: bool = False, label_smoothing: float = 0.0, axis: int = -1,
        reduction: str | None = "sum_over_batch_size", name: str = "categorical_crossentropy", dtype: Any = None,
    ) -> None:  # fmt: skip
        kwargs = {"from_logits": from_logits, "label_smoothing": label_smoothing, "axis": axis}
        super().__init__(categorical_crossentropy, reduction, name, dtype, **kwargs)


@counterpart("keras.losses.SparseCategoricalCrossentropy")
class SparseCategoricalCrossentropy(LossFunctionWrapper):
    """`sparse_categorical_crossentropy` as a loss: class numbers (batch, ...) and (batch, ..., classes)."""

    def __init__(
        self, from_logits: bool = False, ignore_class: int | None = None, reduction: str | None = "sum_over_batch_size",
        axis: int = -1, name: str = "sparse_categorical_crossentropy", dtype: Any = None,
    ) -> None:  # fmt: skip
        kwargs = {"from_logits": from_logits, "ignore_class": ignore_class, "axis": axis}
        super().__init__(sparse_categorical_crossentropy, reduction, name, dtype, **kwargs)


@counterpart("keras.losses.BinaryFocalCrossentropy")
class BinaryFocalCrossentropy(LossFunctionWrapper):
    """`binary_focal_crossentropy` as a loss: (batch, ...) and (batch, ...)."""

    def __init__(
        self, apply_class_balancing: bool = False, alpha: float = 0.25, gamma: float = 2.0, from_logits: bool = False,
        label_smoothing: float = 0.0, axis: int = -1, reduction: str | None = "sum_over_batch_size",
        name: str = "binary_focal_crossentropy", dtype: Any = None,
    ) -> None:  # fmt: skip
        super().__init__(
            binary_focal_crossentropy, reduction, name, dtype, apply_class_balancing=apply_class_balancing, alpha=alpha,
            gamma=gamma, from_logits=from_logits, label_smoothing=label_smoothing, axis=axis,
        )  # fmt: skip


@counterpart("keras.losses.CategoricalFocalCrossentropy")
class CategoricalFocalCrossentropy(LossFunctionWrapper):
    """`categorical_focal_crossentropy` as a loss: one-hot (batch, ..., classes) and (batch, ..., classes)."""

    def __init__(
        self, alpha: float = 0.25, gamma: float = 2.0, from_logits: bool = False, label_smoothing: float = 0.0,
        axis: int = -1, reduction: str | None = "sum_over_batch_size", name: str = "categorical_focal_crossentropy",
        dtype: Any = None,
    ) -> None:  # fmt: skip
        super().__init__(
            categorical_focal_crossentropy, reduction, name, dtype, alpha=alpha, gamma=gamma, from_logits=from_logits,
            label_smoothing=label_smoothing, axis=axis,
        )  # fmt: skip


@counterpart("keras.losses.KLDivergence")
class KLDivergence(LossFunctionWrapper):
    """`kl_divergence` as a loss: (batch, ..., classes) and (batch, ..., classes)."""

    def __init__(
        self, reduction: str | None = "sum_over_batch_size", name: str = "kl_divergence", dtype: Any = None
    ) -> None:
        super().__init__(kl_divergence, reduction, name, dtype)


@counterpart("keras.losses.Poisson")
class Poisson(LossFunctionWrapper):
    """`poisson` as a loss: (batch, ...) and (batch, ...)."""

    def __init__(self, reduction: str | None = "sum_over_batch_size", name: str = "poisson", dtype: Any = None) -> None:
        super().__init__(poisson, reduction, name, dtype)
