"""The TensorFlow backend: `tf.Tensor` values, `tf.GradientTape`, one `tf.function` a step. No Keras in it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, cast

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import numpy as np
import tensorflow as tf

from ..config import floatx
from . import tensorflow_interop
from .base import Value, Variable
from .protocol import Backend
from .rows import Rows
from .tensorflow_epoch import EpochRunner


def _number_first(function: Callable[..., Any]) -> Callable[..., Any]:
    """A number as the first argument is of the second's type in graphs too, where it would be of float32."""

    def operation(x: Any, y: Any) -> Any:
        return function(tf.constant(x, y.dtype) if isinstance(x, float) and tf.is_tensor(y) else x, y)

    return operation


def _promoted(a: Value, b: Value) -> Value:
    """Integers and booleans `a` in the type of the floats `b`, as Keras takes both to their common type."""
    a, b = tf.convert_to_tensor(a), tf.convert_to_tensor(b)
    return tf.cast(a, b.dtype) if b.dtype.is_floating and (a.dtype.is_integer or a.dtype.is_bool) else a


def _matmul(a: Value, b: Value) -> Value:
    a = _promoted(a, b)
    return tf.tensordot(a, b, 1) if len(a.shape) > 2 and len(b.shape) == 2 else tf.matmul(a, b)


def _mean(x: Value, axis: Any = None, keepdims: bool = False) -> Value:
    x = tf.convert_to_tensor(x)
    return tf.reduce_mean(x if x.dtype.is_floating else tf.cast(x, floatx()), axis, keepdims)  # integers', too


def _take_along_axis(x: Value, indices: Value, axis: int) -> Value:
    axis %= len(x.shape)
    return tf.gather(x, indices, axis=axis, batch_dims=axis)


def _sparse_softmax_crossentropy(labels: Value, logits: Value, probabilities: Value = None) -> Value:
    return tf.nn.sparse_softmax_cross_entropy_with_logits(labels=tf.cast(labels, "int64"), logits=logits)


def _scatter_rows(values: Value, indices: Value, shape: Sequence[int]) -> Value:
    flat = tf.reshape(values, (-1, *shape[1:]))
    return tf.math.unsorted_segment_sum(flat, tf.reshape(indices, [-1]), shape[0])


OPERATIONS: dict[str, Callable[..., Any]] = {
    "add": _number_first(tf.add), "subtract": _number_first(tf.subtract), "multiply": _number_first(tf.multiply),
    "divide": _number_first(tf.divide), "power": _number_first(tf.pow),
    "floor_divide": tf.math.floordiv, "mod": tf.math.floormod, "logical_xor": tf.math.logical_xor,
    "divide_no_nan": tf.math.divide_no_nan, "maximum": tf.maximum, "minimum": tf.minimum, "where": tf.where,
    "negative": tf.negative, "exp": tf.exp, "log": tf.math.log, "log1p": tf.math.log1p, "expm1": tf.math.expm1,
    "sqrt": tf.sqrt, "rsqrt": tf.math.rsqrt, "square": tf.square, "absolute": tf.abs, "sign": tf.sign, "tanh": tf.tanh,
    "sigmoid": tf.sigmoid, "softplus": tf.math.softplus, "relu": tf.nn.relu, "floor": tf.floor, "round": tf.round,
    "sin": tf.sin, "cos": tf.cos, "erf": tf.math.erf, "clip": tf.clip_by_value, "equal": tf.equal,
    "not_equal": tf.not_equal, "greater": tf.greater, "greater_equal": tf.greater_equal, "less": tf.less,
    "less_equal": tf.less_equal, "logical_and": tf.logical_and, "logical_or": tf.logical_or,
    "logical_not": tf.logical_not, "sum": tf.reduce_sum, "mean": _mean, "max": tf.reduce_max,
    "min": tf.reduce_min, "prod": tf.reduce_prod, "any": tf.reduce_any, "all": tf.reduce_all,
    "argmax": lambda x, axis=-1: tf.argmax(x, axis), "cumsum": lambda x, axis=-1: tf.cumsum(x, axis),
    "softmax": lambda x, axis=-1: tf.nn.softmax(x, axis), "log_softmax": lambda x, axis=-1: tf.nn.log_softmax(x, axis),
    "matmul": _matmul, "affine": lambda x, kernel, bias: tf.add(_matmul(x, kernel), bias),
    "transpose": tf.transpose, "reshape": tf.reshape, "expand_dims": tf.expand_dims,
    "squeeze": tf.squeeze, "broadcast_to": tf.broadcast_to, "flip": lambda x, axis: tf.reverse(x, np.ravel(axis)),
    "concatenate": lambda values, axis=-1: tf.concat(values, axis), "stack": lambda values,
    axis=0: tf.stack(values, axis),
    "pad": lambda x, widths, value=0: tf.pad(x, widths, constant_values=value), "repeat": tf.repeat, "tile": tf.tile,
    "take": tf.gather, "take_along_axis": _take_along_axis, "getitem": lambda x, key: x[key], "one_hot": tf.one_hot,
    "zeros_like": tf.zeros_like, "ones_like": tf.ones_like, "identity": tf.identity, "stop_gradient": tf.stop_gradient,
    "scatter_rows": _scatter_rows, "sparse_softmax_crossentropy": _sparse_softmax_crossentropy,
    "softmax_crossentropy": lambda t, z, probabilities=None: tf.nn.softmax_cross_entropy_with_logits(labels=t,
    logits=z),
    "sigmoid_crossentropy": lambda t, z, probabilities=None: tf.nn.sigmoid_cross_entropy_with_logits(labels=t,
    logits=z),
    "conv2d": lambda x, kernel, strides, padding, dilation=(1, 1): tf.nn.convolution(
        _promoted(x, kernel), kernel, strides, padding.upper(), dilations=dilation
    ),
    "max_pool2d": lambda x, size, strides, padding: tf.nn.max_pool2d(x, size, strides, padding.upper()),
    "average_pool2d": lambda x, size, strides, padding: tf.nn.avg_pool2d(x, size, strides, padding.upper()),
}  # fmt: skip


class TensorFlowTape:
    """`tf.GradientTape` over the variables given; gradients of tables come as Rows."""

    def __init__(self, ops: Backend, watched: Sequence[Any]) -> None:
        self.ops, self.watched = ops, watched
        self.tape = tf.GradientTape(watch_accessed_variables=False)

    def __enter__(self) -> TensorFlowTape:
        self.tape.__enter__()
        for storage in self.watched:
            self.tape.watch(storage)
        return self

    def __exit__(self, *exc: object) -> None:
        self.tape.__exit__(*exc)

    def gradient(self, target: Value, variables: Sequence[Variable]) -> list[Value | Rows | None]:
        grads = self.tape.gradient(target, [v.value if isinstance(v, Variable) else v for v in variables])
        return [
            self.ops.rows(g, v) if isinstance(g, tf.IndexedSlices) else g for g, v in zip(grads, variables, strict=True)
        ]


class TensorFlowBackend(Backend):
    """TensorFlow's operations on one device ("CPU:0", "GPU:0"; by default TensorFlow's choice).

    Raises ValueError when the device does not exist.
    """

    name, in_step = "tensorflow", False
    refusals = (tf.errors.InvalidArgumentError,)

    def __init__(self, device: str | None = None, jit_compile: bool = False) -> None:
        for gpu in tf.config.list_physical_devices("GPU"):
            _let_memory_grow(gpu)
        known = [d.name for d in tf.config.list_logical_devices()]
        if device is not None and not any(name.upper().endswith(device.upper()) for name in known):
            raise ValueError(f"TensorFlow sees no device {device!r}. Known devices: {', '.join(known)}")
        self.device, self.jit_compile = device, jit_compile
        for operation, function in OPERATIONS.items():
            setattr(self, operation, function)

    def new_storage(self, array: np.ndarray, trainable: bool) -> Any:
        with tf.init_scope(), tf.device(self.device):
            return tf.Variable(array, trainable=trainable)

    def assign(self, storage: Any, value: Value) -> None:
        storage.assign(value)

    def assign_add(self, storage: Any, value: Value) -> None:
        storage.assign_add(value)

    def tensor(self, x: Any, dtype: str | None = None) -> Value:
        x = x.value if isinstance(x, Variable) else x
        if dtype is None and isinstance(x, (bool, int, float)):
            return x
        if isinstance(x, (bool, int, float)):
            return tf.constant(np.array(x).astype(tf.as_dtype(dtype).as_numpy_dtype))
        as_is = None
        if isinstance(x, (list, tuple)):
            as_is = dtype if "float" in str(dtype) else None
            x = [part.value if isinstance(part, Variable) else part for part in x]
        x = x if tf.is_tensor(x) and not isinstance(x, tf.Variable) else tf.convert_to_tensor(x, as_is)
        return x if dtype is None else self.cast(x, dtype)

    def cast(self, x: Value, dtype: str) -> Value:
        return x if getattr(x, "dtype", None) == tf.as_dtype(dtype) and tf.is_tensor(x) else tf.cast(x, dtype)

    def numpy(self, x: Value) -> np.ndarray:
        return np.asarray(x)

    def count_rows(self, x: Value, dtype: str) -> Any:
        return tf.cast(tf.shape(x)[0] if len(x.shape) else 1, dtype)

    def length(self, x: Value, axis: int) -> Value:
        """The length of an axis that is not known while a graph is made."""
        return tf.shape(x)[axis]

    def run_if(self, condition: Value, then: Callable[[], Any], otherwise: Callable[[], Any]) -> Any:
        def result(function: Callable[[], Any]) -> Any:
            found = function()
            return True if found is None else found  # `tf.cond` wants a value

        return tf.cond(condition, lambda: result(then), lambda: result(otherwise))

    def tape(self, variables: Sequence[Variable]) -> TensorFlowTape:
        return TensorFlowTape(self, [v.value for v in variables])

    def gradient_tape(self, persistent: bool = False, watch_accessed_variables: bool = True) -> Any:
        return tf.GradientTape(persistent, watch_accessed_variables)

    def rows(self, gradient: Any, variable: Any) -> Rows:
        """`tf.IndexedSlices` as this package has them."""
        return Rows(self, gradient.values, gradient.indices, tuple(variable.shape))

    def annotate(self, x: Value, **notes: Any) -> Value:
        for key, value in notes.items():
            setattr(x, f"_reference_{key}", value)
        return x

    def note(self, x: Value, key: str) -> Any:
        return getattr(x, f"_reference_{key}", None)

    def compile_step(self, step: Callable[..., Any]) -> EpochRunner:
        return EpochRunner(step, self.device, self.jit_compile)

    def outside_step(self) -> AbstractContextManager[Any]:
        return cast(AbstractContextManager[Any], tf.init_scope())

    def run_epoch(self, step: Any, batches: Any) -> None:
        if isinstance(step, EpochRunner) and step.can_loop(batches):
            step.run(batches)
            return
        for batch in batches:
            step(batch)

    def threads_for(self, variables: Sequence[Variable], rows: int) -> AbstractContextManager[Any]:  # noqa: ARG002
        return nullcontext()

    def _seed(self, generator: Any) -> Value:
        """The generator's next seed pair, counted in a variable, taken modulo 2**31 - 2 as Keras does."""
        if generator.state is None:
            with tf.init_scope(), tf.device(self.device):
                generator.state = tf.Variable(generator.count, dtype="int64", trainable=False)
        limit = 2**31 - 2
        pair = [
            tf.constant(generator.seed % limit, "int32"),
            tf.cast(tf.math.floormod(generator.state, limit), "int32"),
        ]
        seed = tf.stack(pair)
        generator.state.assign_add(1)
        return seed

    def dropout(self, x: Value, rate: float, seed_generator: Any) -> Value:
        return tf.nn.experimental.stateless_dropout(x, rate=rate, seed=self._seed(seed_generator))

    def random_normal(self, like: Value, stddev: float, seed_generator: Any) -> Value:
        return tf.random.stateless_normal(tf.shape(like), self._seed(seed_generator), stddev=stddev, dtype=like.dtype)

    def scan(
        self, step: Callable[..., Any], values: Sequence[Value], states: Sequence[Value], backwards: bool = False
    ) -> tuple[Value, list[Value]]:
        """Run `step([value at t, ...], states) -> (output, states)` along axis 1: (outputs (batch, steps, ...),
        states).
        """
        steps = tf.shape(values[0])[1]
        major = [tf.transpose(v, (1, 0, *range(2, len(v.shape)))) for v in values]
        major = [tf.reverse(v, [0]) for v in major] if backwards else major

        def body(t: Value, outputs: Any, *before: Value) -> Any:
            output, after = step([v[t] for v in major], list(before))
            for old, new in zip(before, after, strict=True):
                new.set_shape(old.shape)
            return (t + 1, outputs.write(t, output), *after)

        array = tf.TensorArray(values[0].dtype if values[0].dtype.is_floating else states[0].dtype, steps)
        loop = (tf.constant(0), array, *states)
        _, outputs, *last = tf.while_loop(lambda t, *_: t < steps, body, loop, maximum_iterations=steps)
        found = outputs.stack()
        found = tf.transpose(found, (1, 0, *range(2, len(found.shape))))
        found.set_shape((*values[0].shape[:2], *found.shape[2:]))
        return found, list(last)

    def update_variables(
        self, groups: Any, variables: Sequence[Variable], slots: Sequence[Sequence[Variable]],
        grads: Sequence[Value | Rows], prepared: Mapping[str, Any], rule: Callable[..., tuple[Value, ...]],
        size: str | None,
    ) -> Any:  # fmt: skip
        measure = OPERATIONS[size] if size else None
        for v, own, g in zip(variables, slots, grads, strict=True):
            dense = g.dense() if isinstance(g, Rows) else g
            measured = None if measure is None else g.map(measure).dense() if isinstance(g, Rows) else measure(g)
            places = [v.value, *(slot.value for slot in own)]
            weights, *kept = (tf.convert_to_tensor(place) for place in places)
            for place, value in zip(places, rule(weights, dense, measured, prepared[v.dtype], *kept), strict=True):
                place.assign(value)
        return groups


def _let_memory_grow(gpu: Any) -> None:
    try:
        tf.config.experimental.set_memory_growth(gpu, True)
    except RuntimeError:  # the GPU is in use already; its memory policy cannot change any more
        return


tensorflow_interop.register()
