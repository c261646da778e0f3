"""Losses, as `keras.losses`: the base class, the reduction over a batch, and mean squared error."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..backend import current
from ..backend.base import Value
from ..config import auto_name, floatx
from ..counterpart import counterpart
from ..lazy import Catalog, elsewhere, is_foreign

if TYPE_CHECKING:
    from .names import *

_CATALOG = Catalog(__name__, "loss", {"..losses": "MeanSquaredError mean_squared_error"}, {"mse": "mean_squared_error"})
__getattr__, __dir__, get = _CATALOG.attribute, _CATALOG.public, _CATALOG.get
REDUCTIONS = ("sum_over_batch_size", "mean", "mean_with_sample_weight", "sum", "none", None)


@counterpart("keras.losses.Loss")
class Loss:
    """A loss: `call(y_true, y_pred)` gives values a sample, `__call__` weights and reduces them.

    Raises ValueError for an unknown reduction.
    """

    get_config = from_config = refuse = elsewhere(".losses.weighting")
    _records_operators = True  # unless `__init__` finds that the class is one of this package

    def __init__(self, name: str | None = None, reduction: str | None = REDUCTIONS[0], dtype: Any = None) -> None:
        if reduction not in REDUCTIONS:
            self.refuse(reduction)
        self._records_operators = is_foreign(self)
        self.name, self.reduction, self.dtype = name or auto_name(type(self).__name__), reduction, dtype or floatx()

    def call(self, y_true: Value, y_pred: Value) -> Value:
        """y_true, y_pred of shape (batch, ...) -> values of shape (batch, ...)."""
        raise NotImplementedError

    def __call__(self, y_true: Value, y_pred: Value, sample_weight: Value = None) -> Value:
        ops = current()
        given, dtype = ops.note(y_pred, "mask"), self.dtype
        y_true, y_pred = ops.tensor(y_true, dtype), ops.tensor(y_pred, dtype)
        if self._records_operators:
            y_true, y_pred = ops.annotate(y_true), ops.annotate(y_pred)
        values = self.call(y_true, y_pred)
        masks = [m for m in (given, ops.note(values, "mask")) if m is not None]
        if sample_weight is None and not masks and self.reduction == "sum_over_batch_size" and len(values.shape):
            return ops.mean(values)
        from .weighting import reduce_weighted

        return reduce_weighted(ops, values, sample_weight, masks, self.reduction, dtype)


class LossFunctionWrapper(Loss):
    """A loss made of a function of (y_true, y_pred)."""

    def __init__(
        self, fn: Callable[..., Value], reduction: str | None = REDUCTIONS[0], name: str | None = None,
        dtype: Any = None, **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(name, reduction, dtype)
        self.fn, self.fn_kwargs = fn, kwargs

    def call(self, y_true: Value, y_pred: Value) -> Value:
        return self.fn(*match_rank(current(), y_true, y_pred), **self.fn_kwargs)


def match_rank(ops: Any, a: Value, b: Value) -> tuple[Value, Value]:
    """Drop or add a last dimension of 1 when the ranks differ by one (`squeeze_or_expand_to_same_rank` in Keras)."""
    if len(a.shape) == len(b.shape):
        return a, b
    from .weighting import squeeze_or_expand

    return squeeze_or_expand(ops, a, b)


@counterpart("keras.losses.mean_squared_error")
def mean_squared_error(y_true: Value, y_pred: Value) -> Value:
    """mean((y_true - y_pred)**2) over the last axis."""
    ops = current()
    y_pred = ops.tensor(y_pred)
    y_true, y_pred = match_rank(ops, ops.tensor(y_true, y_pred.dtype), y_pred)
    return ops.mean(ops.square(ops.subtract(y_true, y_pred)), -1)


@counterpart("keras.losses.MeanSquaredError")
class MeanSquaredError(LossFunctionWrapper):
    def __init__(
        self, reduction: str | None = REDUCTIONS[0], name: str = "mean_squared_error", dtype: Any = None
    ) -> None:
        super().__init__(mean_squared_error, reduction, name, dtype)
