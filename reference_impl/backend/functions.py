"""The functions of `keras.backend` (`K.mean`, `K.square`, ...) for custom losses, metrics and layers.

Each computes with the backend in scope, so it can be differentiated on NumPy and on TensorFlow alike. Given symbolic
tensors (the results of layers called on an `Input`) a function becomes a node of the functional graph.
Names and arguments: `keras/src/legacy/backend.py` of Keras 3, and `docs/templates/backend.md` of Keras 2.3.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .. import config
from ..config import image_data_format, set_image_data_format
from ..counterpart import counterpart
from . import current
from .base import Value, Variable

_settings = {"learning_phase": 0}


def _value(x: Any, dtype: str | None = None) -> Value:
    return current().tensor(x, dtype)


def _float(x: Any) -> Value:
    """`x` as floating point: integers and booleans become `floatx()`, as TensorFlow asks of its callers."""
    x = _value(x)
    return x if "float" in config.standardize_dtype(x.dtype) else current().cast(x, config.floatx())


# Element by element


@counterpart("keras.ops.abs")
def abs(x: Any) -> Value:
    return current().absolute(_value(x))


@counterpart("keras.ops.square")
def square(x: Any) -> Value:
    return current().square(_value(x))


@counterpart("keras.ops.sqrt")
def sqrt(x: Any) -> Value:
    """The square root; negative values count as 0, as in `keras.backend.sqrt`."""
    x = _float(x)
    return current().sqrt(current().maximum(x, _value(0.0, config.standardize_dtype(x.dtype))))


@counterpart("keras.ops.exp")
def exp(x: Any) -> Value:
    return current().exp(_float(x))


@counterpart("keras.ops.log")
def log(x: Any) -> Value:
    return current().log(_float(x))


@counterpart("keras.ops.log1p")
def log1p(x: Any) -> Value:
    return current().log1p(_float(x))


@counterpart("keras.ops.round")
def round(x: Any) -> Value:
    return current().round(_value(x))


@counterpart("keras.ops.floor")
def floor(x: Any) -> Value:
    return current().floor(_value(x))


@counterpart("keras.ops.sign")
def sign(x: Any) -> Value:
    return current().sign(_value(x))


@counterpart("keras.ops.sin")
def sin(x: Any) -> Value:
    return current().sin(_float(x))


@counterpart("keras.ops.cos")
def cos(x: Any) -> Value:
    return current().cos(_float(x))


@counterpart("keras.ops.power")
def pow(x: Any, a: Any) -> Value:
    x = _value(x)
    return current().power(x, _value(a, config.standardize_dtype(x.dtype)))


@counterpart("keras.ops.clip")
def clip(x: Any, min_value: Any, max_value: Any) -> Value:
    return current().clip(_float(x), min_value, max_value)


@counterpart("keras.ops.maximum")
def maximum(x: Any, y: Any) -> Value:
    return current().maximum(*_alike(x, y))


@counterpart("keras.ops.minimum")
def minimum(x: Any, y: Any) -> Value:
    return current().minimum(*_alike(x, y))


@counterpart("keras.ops.add")
def add(x: Any, y: Any) -> Value:
    return current().add(*_alike(x, y))


@counterpart("keras.ops.subtract")
def subtract(x: Any, y: Any) -> Value:
    return current().subtract(*_alike(x, y))


@counterpart("keras.ops.multiply")
def multiply(x: Any, y: Any) -> Value:
    return current().multiply(*_alike(x, y))


@counterpart("keras.ops.divide")
def divide(x: Any, y: Any) -> Value:
    return current().divide(*_alike(_float(x), y))


@counterpart("keras.ops.equal")
def equal(x: Any, y: Any) -> Value:
    return current().equal(*_alike(x, y))


@counterpart("keras.ops.not_equal")
def not_equal(x: Any, y: Any) -> Value:
    return current().not_equal(*_alike(x, y))


@counterpart("keras.ops.greater")
def greater(x: Any, y: Any) -> Value:
    return current().greater(*_alike(x, y))


@counterpart("keras.ops.greater_equal")
def greater_equal(x: Any, y: Any) -> Value:
    return current().greater_equal(*_alike(x, y))


@counterpart("keras.ops.less")
def less(x: Any, y: Any) -> Value:
    return current().less(*_alike(x, y))


@counterpart("keras.ops.less_equal")
def less_equal(x: Any, y: Any) -> Value:
    return current().less_equal(*_alike(x, y))


@counterpart("keras.ops.logical_and")
def logical_and(x: Any, y: Any) -> Value:
    return current().logical_and(_value(x, "bool"), _value(y, "bool"))


@counterpart("keras.ops.logical_or")
def logical_or(x: Any, y: Any) -> Value:
    return current().logical_or(_value(x, "bool"), _value(y, "bool"))


@counterpart("keras.ops.logical_not")
def logical_not(x: Any) -> Value:
    return current().logical_not(_value(x, "bool"))


@counterpart("keras.ops.where")
def switch(condition: Any, then_expression: Any, else_expression: Any) -> Value:
    """`then_expression` where `condition` holds, else the other; either may be a function without arguments."""
    parts = [part() if callable(part) else part for part in (then_expression, else_expression)]
    a, b = _alike(*parts)
    condition = _value(condition, "bool")
    while len(condition.shape) < len(a.shape):
        condition = current().expand_dims(condition, -1)
    return current().where(condition, a, b)


where = switch


def _alike(x: Any, y: Any) -> tuple[Value, Value]:
    """Both as values of one dtype: a Python number takes the other's, an integer array a float's."""
    if np.isscalar(x) and not np.isscalar(y):
        b, a = _alike(y, x)
        return a, b
    a = _value(x)
    kind = config.standardize_dtype(a.dtype)
    if np.isscalar(y) and not ("float" not in kind and isinstance(y, float)):
        return a, _value(y, kind)
    b = _value(y)
    other = config.standardize_dtype(b.dtype)
    if kind == other:
        return a, b
    if "float" in kind and "float" not in other:
        return a, current().cast(b, kind)
    if "float" in other and "float" not in kind:
        return current().cast(a, other), b
    wider = str(np.promote_types(kind, other))
    return current().cast(a, wider), current().cast(b, wider)


# Reductions


@counterpart("keras.ops.sum")
def sum(x: Any, axis: Any = None, keepdims: bool = False) -> Value:
    return current().sum(_value(x), axis, keepdims)


@counterpart("keras.ops.mean")
def mean(x: Any, axis: Any = None, keepdims: bool = False) -> Value:
    return current().mean(_float(x), axis, keepdims)


@counterpart("keras.ops.var")
def var(x: Any, axis: Any = None, keepdims: bool = False) -> Value:
    x = _float(x)
    deviation = current().subtract(x, current().mean(x, axis, True))
    return current().mean(current().square(deviation), axis, keepdims)


@counterpart("keras.ops.std")
def std(x: Any, axis: Any = None, keepdims: bool = False) -> Value:
    return current().sqrt(var(x, axis, keepdims))


@counterpart("keras.ops.max")
def max(x: Any, axis: Any = None, keepdims: bool = False) -> Value:
    return current().max(_value(x), axis, keepdims)


@counterpart("keras.ops.min")
def min(x: Any, axis: Any = None, keepdims: bool = False) -> Value:
    return current().min(_value(x), axis, keepdims)


@counterpart("keras.ops.prod")
def prod(x: Any, axis: Any = None, keepdims: bool = False) -> Value:
    return current().prod(_value(x), axis, keepdims)


@counterpart("keras.ops.any")
def any(x: Any, axis: Any = None, keepdims: bool = False) -> Value:
    return current().any(_value(x, "bool"), axis, keepdims)


@counterpart("keras.ops.all")
def all(x: Any, axis: Any = None, keepdims: bool = False) -> Value:
    return current().all(_value(x, "bool"), axis, keepdims)


@counterpart("keras.ops.argmax")
def argmax(x: Any, axis: int = -1) -> Value:
    return current().argmax(_value(x), axis)


@counterpart("keras.ops.argmin")
def argmin(x: Any, axis: int = -1) -> Value:
    return current().argmax(current().negative(_value(x)), axis)


@counterpart("keras.ops.cumsum")
def cumsum(x: Any, axis: int = 0) -> Value:
    return current().cumsum(_value(x), axis)


@counterpart("keras.ops.logsumexp")
def logsumexp(x: Any, axis: Any = None, keepdims: bool = False) -> Value:
    ops, x = current(), _float(x)
    largest = ops.stop_gradient(ops.max(x, axis, True))
    total = ops.add(ops.log(ops.sum(ops.exp(ops.subtract(x, largest)), axis, True)), largest)
    return total if keepdims else ops.sum(total, axis, False)  # sums over axes of length 1


@counterpart("keras.ops.normalize")
def l2_normalize(x: Any, axis: Any = None) -> Value:
    """x / sqrt(max(sum(x^2), 1e-12)), as `tf.math.l2_normalize`."""
    ops, x = current(), _float(x)
    squares = ops.sum(ops.square(x), axis, True)
    return ops.multiply(x, ops.rsqrt(ops.maximum(squares, _value(1e-12, config.standardize_dtype(x.dtype)))))


# Shapes


@counterpart("keras.ops.reshape")
def reshape(x: Any, shape: Sequence[Any]) -> Value:
    return current().reshape(_value(x), tuple(int(n) for n in shape))


@counterpart("keras.ops.transpose")
def transpose(x: Any) -> Value:
    return current().transpose(_value(x))


@counterpart("keras.ops.transpose")
def permute_dimensions(x: Any, pattern: Sequence[int]) -> Value:
    return current().transpose(_value(x), tuple(pattern))


@counterpart("keras.ops.expand_dims")
def expand_dims(x: Any, axis: int = -1) -> Value:
    return current().expand_dims(_value(x), axis)


@counterpart("keras.ops.squeeze")
def squeeze(x: Any, axis: int | None = None) -> Value:
    return current().squeeze(_value(x), axis)


@counterpart("keras.ops.concatenate")
def concatenate(tensors: Sequence[Any], axis: int = -1) -> Value:
    return current().concatenate([_value(x) for x in tensors], axis)


@counterpart("keras.ops.stack")
def stack(x: Sequence[Any], axis: int = 0) -> Value:
    return current().stack([_value(part) for part in x], axis)


def flatten(x: Any) -> Value:
    return reshape(x, (-1,))


def batch_flatten(x: Any) -> Value:
    x = _value(x)
    return current().reshape(x, (-1, int(np.prod([int(n) for n in x.shape[1:]]))))


@counterpart("keras.ops.repeat")
def repeat_elements(x: Any, rep: int, axis: int) -> Value:
    return current().repeat(_value(x), rep, axis)


def repeat(x: Any, n: int) -> Value:
    """(batch, features) -> (batch, n, features)."""
    return current().repeat(current().expand_dims(_value(x), 1), n, 1)


@counterpart("keras.ops.tile")
def tile(x: Any, n: Any) -> Value:
    x = _value(x)
    return current().tile(x, (n,) * len(x.shape) if isinstance(n, int) else tuple(n))


@counterpart("keras.ops.flip")
def reverse(x: Any, axes: Any) -> Value:
    return current().flip(_value(x), axes)


@counterpart("keras.ops.take")
def gather(reference: Any, indices: Any) -> Value:
    return current().take(_value(reference), _value(indices, "int32"))


@counterpart("keras.ops.one_hot")
def one_hot(indices: Any, num_classes: int) -> Value:
    return current().cast(current().one_hot(_value(indices, "int32"), num_classes), config.floatx())


@counterpart("keras.ops.shape")
def shape(x: Any) -> tuple[Any, ...]:
    return tuple(x.shape)


def int_shape(x: Any) -> tuple[int | None, ...]:
    return tuple(x.shape)


@counterpart("keras.ops.ndim")
def ndim(x: Any) -> int:
    return len(x.shape)


def count_params(x: Any) -> int:
    return int(np.prod(x.shape))


# Products


@counterpart("keras.ops.dot")
def dot(x: Any, y: Any) -> Value:
    """Over the last axis of `x` and the next to last of `y`; (2, 3) with (4, 3, 5) gives (2, 4, 5)."""
    ops, x, y = current(), _value(x), _value(y)
    if len(y.shape) <= 2:
        return ops.matmul(x, y)
    axes = list(range(len(y.shape)))
    rows = ops.reshape(ops.transpose(y, (axes[-2], *axes[:-2], axes[-1])), (int(y.shape[-2]), -1))
    return ops.reshape(ops.matmul(x, rows), (*x.shape[:-1], *y.shape[:-2], y.shape[-1]))


@counterpart("keras.ops.matmul")
def matmul(x: Any, y: Any) -> Value:
    return current().matmul(*_alike(x, y))


def batch_dot(x: Any, y: Any, axes: Any = None) -> Value:
    """Sample by sample, over one axis of each (by default the last of `x` and the next to last of `y`)."""
    ops, x, y = current(), _value(x), _value(y)
    if axes is None:
        axes = (len(x.shape) - 1, 1 if len(y.shape) == 2 else len(y.shape) - 2)
    i, j = (axes, axes) if isinstance(axes, int) else axes
    i, j = i % len(x.shape), j % len(y.shape)
    left = [k for k in range(1, len(x.shape)) if k != i]
    right = [k for k in range(1, len(y.shape)) if k != j]
    batch = int(x.shape[0])
    a = ops.reshape(ops.transpose(x, (0, *left, i)), (batch, -1, int(x.shape[i])))
    b = ops.reshape(ops.transpose(y, (0, j, *right)), (batch, int(y.shape[j]), -1))
    found = [int(x.shape[k]) for k in left] + [int(y.shape[k]) for k in right]
    return ops.reshape(ops.matmul(a, b), (batch, *(found or [1])))


# Activations and losses


@counterpart("keras.ops.relu")
def relu(x: Any, alpha: float = 0.0, max_value: float | None = None, threshold: float = 0.0) -> Value:
    from ..activations import relu as activation

    return activation(_float(x), alpha, max_value, threshold)


@counterpart("keras.ops.elu")
def elu(x: Any, alpha: float = 1.0) -> Value:
    from ..activations import elu as activation

    return activation(_float(x), alpha)


@counterpart("keras.ops.softmax")
def softmax(x: Any, axis: int = -1) -> Value:
    return current().softmax(_float(x), axis)


@counterpart("keras.ops.sigmoid")
def sigmoid(x: Any) -> Value:
    return current().sigmoid(_float(x))


@counterpart("keras.ops.tanh")
def tanh(x: Any) -> Value:
    return current().tanh(_float(x))


@counterpart("keras.ops.softplus")
def softplus(x: Any) -> Value:
    return current().softplus(_float(x))


@counterpart("keras.ops.hard_sigmoid")
def hard_sigmoid(x: Any) -> Value:
    from ..activations import hard_sigmoid as activation

    return activation(_float(x))


@counterpart("keras.ops.softsign")
def softsign(x: Any) -> Value:
    x = _float(x)
    return current().divide(x, current().add(current().absolute(x), 1))


@counterpart("keras.ops.binary_crossentropy")
def binary_crossentropy(target: Any, output: Any, from_logits: bool = False) -> Value:
    """Element by element, unlike the loss of that name, which takes the mean over the last axis."""
    ops, output = current(), _float(output)
    target = _value(target, config.standardize_dtype(output.dtype))
    if from_logits:
        return ops.sigmoid_crossentropy(target, output)
    p = ops.clip(output, config.epsilon(), 1.0 - config.epsilon())
    ones = ops.add(ops.multiply(target, ops.log(p)), ops.multiply(1 - target, ops.log(1 - p)))
    return ops.negative(ones)


@counterpart("keras.ops.categorical_crossentropy")
def categorical_crossentropy(target: Any, output: Any, from_logits: bool = False, axis: int = -1) -> Value:
    from ..losses import categorical_crossentropy as loss

    return loss(_float(target), _float(output), from_logits=from_logits, axis=axis)


@counterpart("keras.ops.sparse_categorical_crossentropy")
def sparse_categorical_crossentropy(target: Any, output: Any, from_logits: bool = False, axis: int = -1) -> Value:
    from ..losses import sparse_categorical_crossentropy as loss

    return loss(_value(target), _float(output), from_logits=from_logits, axis=axis)


# Making values


@counterpart("keras.Variable")
def variable(value: Any, dtype: Any = None, name: str = "variable", constraint: Any = None) -> Variable:
    made = Variable(current(), value, dtype, name=name)
    made.constraint = constraint
    return made


@counterpart("keras.ops.convert_to_tensor")
def constant(value: Any, dtype: Any = None, shape: Any = None, name: str | None = None) -> Value:
    del name
    array = np.asarray(value, dtype=config.standardize_dtype(dtype))
    return _value(array if shape is None else np.broadcast_to(array, shape).copy())


@counterpart("keras.ops.zeros")
def zeros(shape: Sequence[int], dtype: Any = None, name: str | None = None) -> Value:
    return constant(0, dtype, tuple(shape), name)


@counterpart("keras.ops.ones")
def ones(shape: Sequence[int], dtype: Any = None, name: str | None = None) -> Value:
    return constant(1, dtype, tuple(shape), name)


@counterpart("keras.ops.eye")
def eye(size: int, dtype: Any = None, name: str | None = None) -> Value:
    return constant(np.eye(size), dtype, None, name)


@counterpart("keras.ops.arange")
def arange(start: int, stop: int | None = None, step: int = 1, dtype: str = "int32") -> Value:
    return _value(np.arange(start, stop, step) if stop is not None else np.arange(0, start, step), dtype)


@counterpart("keras.ops.zeros_like")
def zeros_like(x: Any, dtype: Any = None, name: str | None = None) -> Value:
    del name
    made = current().zeros_like(_value(x))
    return made if dtype is None else current().cast(made, config.standardize_dtype(dtype))


@counterpart("keras.ops.ones_like")
def ones_like(x: Any, dtype: Any = None, name: str | None = None) -> Value:
    del name
    made = current().ones_like(_value(x))
    return made if dtype is None else current().cast(made, config.standardize_dtype(dtype))


@counterpart("keras.random.uniform")
def random_uniform(
    shape: Sequence[int], minval: float = 0.0, maxval: float = 1.0, dtype: Any = None, seed: int | None = None
) -> Value:
    from ..initializers import RandomUniform

    return _value(RandomUniform(minval, maxval, seed)(tuple(shape), dtype))


@counterpart("keras.random.normal")
def random_normal(
    shape: Sequence[int], mean: float = 0.0, stddev: float = 1.0, dtype: Any = None, seed: int | None = None
) -> Value:
    from ..initializers import RandomNormal

    return _value(RandomNormal(mean, stddev, seed)(tuple(shape), dtype))


@counterpart("keras.ops.cast")
def cast(x: Any, dtype: Any) -> Value:
    return current().cast(_value(x), config.standardize_dtype(dtype))


def cast_to_floatx(x: Any) -> Value:
    return cast(x, config.floatx())


@counterpart("keras.ops.stop_gradient")
def stop_gradient(variables: Any) -> Value:
    if isinstance(variables, (list, tuple)):
        return [current().stop_gradient(_value(x)) for x in variables]
    return current().stop_gradient(_value(variables))


def identity(x: Any, name: str | None = None) -> Value:
    del name
    return current().identity(_value(x))


# Variables


def get_value(x: Any) -> Any:
    """A NumPy copy: of a weight, of an optimizer's learning rate (`K.get_value(model.optimizer.lr)`)."""
    return np.array(current().numpy(_value(x)))[()]


eval = get_value


def set_value(x: Variable, value: Any) -> None:
    x.assign(np.asarray(value).reshape(x.shape))


def batch_get_value(tensors: Sequence[Any]) -> list[Any]:
    return [get_value(x) for x in tensors]


def batch_set_value(tuples: Sequence[tuple[Variable, Any]]) -> None:
    for x, value in tuples:
        set_value(x, value)


def update(x: Variable, new_x: Any) -> Variable:
    return x.assign(new_x)


def update_add(x: Variable, increment: Any) -> Variable:
    return x.assign_add(increment)


def update_sub(x: Variable, decrement: Any) -> Variable:
    return x.assign_sub(decrement)


def print_tensor(x: Any, message: str = "") -> Value:
    """Prints the value and returns it."""
    print(message, current().numpy(_value(x)))
    return _value(x)


# Settings


def backend() -> str:
    """The name of the backend in scope: "numpy" or "tensorflow"."""
    return current().name


def dtype(x: Any) -> str:
    return config.standardize_dtype(x.dtype)


def image_dim_ordering() -> str:
    """Keras 1's name for it: "tf" (channels last) or "th"."""
    return "th" if image_data_format() == "channels_first" else "tf"


def set_image_dim_ordering(dim_ordering: str) -> None:
    set_image_data_format("channels_first" if dim_ordering == "th" else "channels_last")


def learning_phase() -> int:
    """1 while training where a script has said so by `set_learning_phase`, else 0."""
    return int(_settings["learning_phase"])


def set_learning_phase(value: int) -> None:
    _settings["learning_phase"] = int(value)


def in_train_phase(x: Any, alt: Any, training: Any = None) -> Any:
    chosen = x if (learning_phase() if training is None else training) else alt
    return chosen() if callable(chosen) else chosen


@counterpart("keras.backend.is_keras_tensor")
def is_keras_tensor(x: Any) -> bool:
    """Whether `x` is symbolic: an `Input`, or what a layer made of one."""
    from ..graph_functions import is_symbolic

    return is_symbolic(x)


def is_tensor(x: Any) -> bool:
    return hasattr(x, "shape") and hasattr(x, "dtype")


def function(inputs: Sequence[Any], outputs: Any, updates: Any = None) -> Callable[[Sequence[Any]], Any]:
    """`K.function([model.layers[0].input], [model.layers[3].output])`: arrays in, arrays out.

    An input may be `K.learning_phase()`; the value passed for it (0 or 1) then says whether to run in training mode.
    """
    from ..models import Model

    if updates:
        raise ValueError("K.function(updates=...) belongs to graph mode and has no counterpart here")
    symbolic = [x for x in inputs if is_keras_tensor(x)]
    model = Model(symbolic, list(outputs) if isinstance(outputs, (list, tuple)) else outputs)

    def run(values: Sequence[Any]) -> Any:
        training = [bool(value) for x, value in zip(inputs, values, strict=True) if not is_keras_tensor(x)]
        arrays = [value for x, value in zip(inputs, values, strict=True) if is_keras_tensor(x)]
        results = model(arrays if len(arrays) > 1 else arrays[0], training=training[-1] if training else False)
        return [current().numpy(y) for y in results] if isinstance(results, (list, tuple)) else current().numpy(results)

    return run


def _lift_all() -> None:
    """Make every function above that computes with values take symbolic tensors too."""
    from ..graph_functions import lifted

    for name in _COMPUTING.split():
        globals()[name] = lifted(globals()[name])


_COMPUTING = """
    abs square sqrt exp log log1p round floor sign sin cos pow clip maximum minimum add subtract multiply divide
    equal not_equal greater greater_equal less less_equal logical_and logical_or logical_not switch where
    sum mean var std max min prod any all argmax argmin cumsum logsumexp l2_normalize
    reshape transpose permute_dimensions expand_dims squeeze concatenate stack flatten batch_flatten repeat_elements
    repeat tile reverse gather one_hot dot matmul batch_dot
    relu elu softmax sigmoid tanh softplus hard_sigmoid softsign
    binary_crossentropy categorical_crossentropy sparse_categorical_crossentropy
    constant zeros ones eye arange zeros_like ones_like random_uniform random_normal cast cast_to_floatx stop_gradient
    identity
"""
_lift_all()
