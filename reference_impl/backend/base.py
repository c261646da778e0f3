"""The protocol that layers, losses, metrics, optimizers and the training step are written against.

A backend computes on values (`numpy.ndarray` or `tf.Tensor`). Besides the methods below it has, as attributes, the
operations listed in `OPERATIONS`; both backends name and order their arguments alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from ..config import standardize_dtype
from ..counterpart import counterpart

Value = Any

OPERATIONS = """
    add subtract multiply divide divide_no_nan power maximum minimum where(condition,a,b) stop_gradient(x) identity(x)
    negative exp log log1p expm1 sqrt rsqrt square absolute sign tanh sigmoid softplus relu floor round sin cos erf clip(x,lo,hi)
    equal not_equal greater greater_equal less less_equal logical_and logical_or logical_not
    sum(x,axis,keepdims) mean max min prod any all argmax(x,axis) softmax(x,axis) log_softmax(x,axis) cumsum(x,axis)
    matmul transpose(x,axes) reshape(x,shape) expand_dims(x,axis) squeeze(x,axis) concatenate(values,axis)
    stack(values,axis) broadcast_to(x,shape) pad(x,widths,value) flip(x,axis) repeat(x,n,axis) tile(x,reps)
    take(x,indices) take_along_axis(x,indices,axis) getitem(x,key) one_hot(indices,n) zeros_like ones_like
    softmax_crossentropy(labels,logits) sparse_softmax_crossentropy(labels,logits) sigmoid_crossentropy(labels,logits)
    conv2d(x,kernel,strides,padding,dilation) max_pool2d(x,size,strides,padding) average_pool2d(x,size,strides,padding)
    dropout(x,rate,seed_generator)
"""


class Rows:
    """The gradient of a table of which rows were taken: one row an occurrence, as `tf.IndexedSlices`.

    Keras's optimizers square such a gradient before they add occurrences up, so these are kept apart until then.
    """

    def __init__(self, ops: Backend, values: Value, indices: Value, shape: tuple[int, ...]) -> None:
        self.ops, self.indices, self.shape = ops, indices, shape
        self.values = ops.reshape(values, (-1, *shape[1:]))

    def dense(self) -> Value:
        """The sum over occurrences, of the table's shape."""
        return self.ops.scatter_rows(self.values, self.indices, self.shape)

    def map(self, function: Callable[[Value], Value]) -> Rows:
        return Rows(self.ops, function(self.values), self.indices, self.shape)


class Tape(Protocol):
    """Records operations inside its `with` block; `gradient` differentiates a scalar by variables' values."""

    def __enter__(self) -> Tape: ...
    def __exit__(self, *exc: object) -> None: ...
    def gradient(self, target: Value, variables: Sequence[Variable]) -> list[Value | Rows | None]: ...


class Backend:
    """What a backend must offer; see the module's docstring for the operations."""

    name: str

    if TYPE_CHECKING:

        def __getattr__(self, operation: str) -> Any: ...

    def new_storage(self, array: np.ndarray, trainable: bool) -> Any:
        """A mutable place for a variable's value, holding `array`."""
        raise NotImplementedError

    def assign(self, storage: Any, value: Value) -> None:
        """Overwrite `storage` in place."""
        raise NotImplementedError

    def assign_add(self, storage: Any, value: Value) -> None:
        """Add to `storage` in place."""
        raise NotImplementedError

    def tensor(self, x: Any, dtype: str | None = None) -> Value:
        """`x` (array, scalar, Variable, anything with `__array__`) as a value of this backend, cast if asked."""
        raise NotImplementedError

    def cast(self, x: Value, dtype: str) -> Value:
        raise NotImplementedError

    def numpy(self, x: Value) -> np.ndarray:
        raise NotImplementedError

    def count_rows(self, x: Value, dtype: str) -> Any:
        """The length of the first axis, 1 for a scalar, as a number of that dtype."""
        raise NotImplementedError

    def tape(self, variables: Sequence[Variable]) -> Tape:
        """A tape that differentiates by `variables`."""
        raise NotImplementedError

    def annotate(self, x: Value, **notes: Any) -> Value:
        """`x` carrying `logits` or `mask`, as Keras's `_keras_logits` and `_keras_mask`."""
        raise NotImplementedError

    def note(self, x: Value, key: str) -> Any:
        """What `annotate` attached under `key`, or None; any operation on `x` loses it."""
        raise NotImplementedError

    def compile_step(self, step: Callable[..., Any]) -> Callable[..., Any]:
        """A training, test or predict step made ready for repeated calls (TensorFlow: one `tf.function`)."""
        raise NotImplementedError

    def run_epoch(self, step: Callable[..., Any], batches: Any) -> None:
        """Run the compiled step on all batches."""
        raise NotImplementedError

    def update_variables(
        self, groups: Any, variables: Sequence[Variable], slots: Sequence[Sequence[Variable]],
        grads: Sequence[Value | Rows], prepared: Mapping[str, Any], rule: Callable[..., tuple[Value, ...]],
        size: str | None,
    ) -> Any:  # fmt: skip
        """`weights, *slots = rule(weights, gradient, size of it, prepared[dtype], *slots)` for all variables.

        `size` names the operation ("square", "absolute") that gives a gradient's size; rows' sizes are added up.
        Returns what the next call wants as `groups` (None at first).
        """
        raise NotImplementedError


def _binary(operation: str, reflected: bool = False) -> Any:
    def method(self: Variable, other: Any) -> Value:
        a, b = (other, self) if reflected else (self, other)
        return getattr(self.ops, operation)(self.ops.tensor(a), self.ops.tensor(b))

    return method


@counterpart("keras.Variable")
class Variable:
    """A named, mutable value: a weight, a metric's total, an optimizer's slot.

    `value` is the backend's storage (an ndarray or a `tf.Variable`); it can be passed to the backend's operations.
    """

    def __init__(
        self,
        ops: Backend,
        value: Any,
        dtype: Any = None,
        trainable: bool = True,
        name: str = "variable",
        path: str = "",
    ) -> None:
        self.ops, self.trainable, self.name, self.path = ops, trainable, name, path or name
        self.dtype = standardize_dtype(dtype)
        self.value = ops.new_storage(np.asarray(value, dtype=self.dtype), trainable)
        self.wanted = trainable
        self.regularizer: Any = None
        self.constraint: Any = None

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(self.value.shape)

    @property
    def ndim(self) -> int:
        return len(self.shape)

    def numpy(self) -> np.ndarray:
        """A copy of the value."""
        return np.array(self.ops.numpy(self.value))

    def assign(self, value: Any) -> Variable:
        """Overwrite the value. Raises ValueError for another shape."""
        value = self.ops.tensor(value, self.dtype)
        if tuple(value.shape) != self.shape:
            raise ValueError(
                "The shape of the target variable and the shape of the target value in `variable.assign(value)` must "
                f"match. variable.shape={self.shape}, Received: value.shape={tuple(value.shape)}. Target variable: {self}"
            )
        self.ops.assign(self.value, value)
        return self

    def assign_add(self, value: Any) -> Variable:
        self.ops.assign_add(self.value, self.ops.tensor(value, self.dtype))
        return self

    def assign_sub(self, value: Any) -> Variable:
        return self.assign_add(-self.ops.tensor(value, self.dtype))

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        return np.asarray(self.ops.numpy(self.value), dtype=dtype)

    def __float__(self) -> float:
        return float(self.ops.numpy(self.value))

    def __int__(self) -> int:
        return int(self.ops.numpy(self.value))

    def __getitem__(self, key: Any) -> Value:
        return self.ops.getitem(self.value, key)

    def __neg__(self) -> Value:
        return self.ops.negative(self.value)

    def __repr__(self) -> str:
        return f"<Variable path={self.path}, shape={self.shape}, dtype={self.dtype}, value={self.numpy()}>"

    __add__, __radd__ = _binary("add"), _binary("add", reflected=True)
    __sub__, __rsub__ = _binary("subtract"), _binary("subtract", reflected=True)
    __mul__, __rmul__ = _binary("multiply"), _binary("multiply", reflected=True)
    __truediv__, __rtruediv__ = _binary("divide"), _binary("divide", reflected=True)
    __matmul__, __rmatmul__ = _binary("matmul"), _binary("matmul", reflected=True)
    __pow__ = _binary("power")
    __array_priority__ = 100
