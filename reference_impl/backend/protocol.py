"""The protocol that layers, losses, metrics, optimizers and the training step are written against.

A backend computes on values (`numpy.ndarray` or `tf.Tensor`). Besides the methods below it has, as attributes, the
operations listed in `OPERATIONS`; both backends name and order their arguments alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from .base import Value, Variable
from .rows import Rows

OPERATIONS = """
    add subtract multiply divide divide_no_nan floor_divide mod power maximum minimum where(condition,a,b)
    stop_gradient(x) identity(x)
    negative exp log log1p expm1 sqrt rsqrt square absolute sign tanh sigmoid softplus relu floor round sin cos erf
    clip(x,lo,hi)
    equal not_equal greater greater_equal less less_equal logical_and logical_or logical_not logical_xor
    sum(x,axis,keepdims) mean max min prod any all argmax(x,axis) softmax(x,axis) log_softmax(x,axis) cumsum(x,axis)
    matmul affine(x,kernel,bias) transpose(x,axes) reshape(x,shape) expand_dims(x,axis) squeeze(x,axis)
    concatenate(values,axis)
    stack(values,axis) broadcast_to(x,shape) pad(x,widths,value) flip(x,axis) repeat(x,n,axis) tile(x,reps)
    take(x,indices) take_along_axis(x,indices,axis) getitem(x,key) one_hot(indices,n) zeros_like ones_like
    softmax_crossentropy(labels,logits) sparse_softmax_crossentropy(labels,logits) sigmoid_crossentropy(labels,logits)
    conv2d(x,kernel,strides,padding,dilation) max_pool2d(x,size,strides,padding) average_pool2d(x,size,strides,padding)
    dropout(x,rate,seed_generator)
"""


class Tape(Protocol):
    """Records operations inside its `with` block; `gradient` differentiates a scalar by variables' values."""

    def __enter__(self) -> Tape: ...
    def __exit__(self, *exc: object) -> None: ...
    def gradient(self, target: Value, variables: Sequence[Variable]) -> list[Value | Rows | None]: ...


class Backend(Protocol):
    """What a backend must offer; see the module's docstring for the operations."""

    name: str
    in_step: bool
    """Whether a compiled step runs that TensorFlow would make faster, and this backend has to do it in its stead."""

    refusals: tuple[type[Exception], ...]
    """What operations raise besides ValueError for arguments that do not fit."""

    if TYPE_CHECKING:

        def __getattr__(self, operation: str, /) -> Any: ...

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

    def run_if(self, condition: Value, then: Callable[[], Any], otherwise: Callable[[], Any]) -> Any:
        """Call one function or the other, for what they do to variables or return."""
        raise NotImplementedError

    def tape(self, variables: Sequence[Variable]) -> Tape:
        """A tape that differentiates by `variables`."""
        raise NotImplementedError

    def gradient_tape(self, persistent: bool = False, watch_accessed_variables: bool = True) -> Any:
        """A tape for code outside this package, as `tf.GradientTape`."""
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

    def outside_step(self) -> AbstractContextManager[Any]:
        """A context in which operations have values at once, also within a compiled step."""
        raise NotImplementedError

    def run_epoch(self, step: Callable[..., Any], batches: Any) -> None:
        """Run the compiled step on all batches."""
        raise NotImplementedError

    def threads_for(self, variables: Sequence[Variable], rows: int) -> AbstractContextManager[Any]:
        """A context in which steps of so many rows run with as many threads as pay."""
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


if TYPE_CHECKING:
    from .numpy_backend import NUMPY

    numpy_offers_it: Backend = NUMPY
