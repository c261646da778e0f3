"""The `tf.*` names that Keras scripts lean on, answered without TensorFlow: arrays, a few functions, `tf.nn`,
`tf.data.Dataset`.

Only what the guides of 2016-2021 use is here. An unknown name says so and names the way out (`--backend tensorflow`,
which
keeps the real TensorFlow).
"""

from __future__ import annotations

import types
from typing import Any

import numpy as np

from . import backend_functions as K  # noqa: N812
from . import config, optimizers, own_steps
from .backend import current
from .backend.base import Variable as _Variable
from .backend.rows import Rows
from .graph_functions import lifted
from .tensorflow_dataset import AUTOTUNE, Dataset

__version__ = VERSION = "2.4.0"  # the release whose guides these names come from
newaxis = None
GradientTape = own_steps.GradientTape

abs = K.abs
add = K.add
argmax = K.argmax
argmin = K.argmin
cast = K.cast
concat = K.concatenate
divide = K.divide
equal = K.equal
exp = K.exp
expand_dims = K.expand_dims
eye = K.eye
gather = K.gather
greater = K.greater
greater_equal = K.greater_equal
identity = K.identity
less = K.less
less_equal = K.less_equal
matmul = K.matmul
maximum = K.maximum
minimum = K.minimum
multiply = K.multiply
not_equal = K.not_equal
ones_like = K.ones_like
pow = K.pow
reduce_max = K.max
reduce_mean = K.mean
reduce_min = K.min
reduce_prod = K.prod
reduce_sum = K.sum
reshape = K.reshape
round = K.round
shape = K.shape
sigmoid = K.sigmoid
sign = K.sign
sqrt = K.sqrt
square = K.square
squeeze = K.squeeze
stack = K.stack
stop_gradient = K.stop_gradient
subtract = K.subtract
tanh = K.tanh
tile = K.tile
where = K.where
zeros_like = K.zeros_like


def constant(value: Any, dtype: Any = None, shape: Any = None, name: str | None = None) -> Any:
    """An array; whole numbers are int32 and the rest float32, as in TensorFlow."""
    array = np.asarray(value)
    if dtype is None and not isinstance(value, np.ndarray):
        dtype = {"f": "float32", "i": "int32", "u": "int32"}.get(array.dtype.kind, array.dtype.name)
    return K.constant(array, dtype or array.dtype.name, shape, name)


convert_to_tensor = constant


def zeros(shape: Any, dtype: Any = "float32", name: str | None = None) -> Any:
    return K.zeros(_shape(shape), dtype, name)


def ones(shape: Any, dtype: Any = "float32", name: str | None = None) -> Any:
    return K.ones(_shape(shape), dtype, name)


def fill(dims: Any, value: Any, name: str | None = None) -> Any:
    return constant(np.full(_shape(dims), value).tolist(), None, None, name)


def range(start: Any, limit: Any = None, delta: Any = 1, dtype: Any = None, name: str | None = None) -> Any:
    del name
    values = np.arange(start) if limit is None else np.arange(start, limit, delta)
    return constant(values.tolist(), dtype)


def one_hot(indices: Any, depth: int, dtype: Any = "float32") -> Any:
    """(...) -> (..., depth); also of whole numbers kept as floats, as labels often are."""
    return K.cast(K.one_hot(K.cast(indices, "int32"), depth), dtype)


def transpose(a: Any, perm: Any = None, name: str | None = None) -> Any:
    del name
    return K.transpose(a) if perm is None else K.permute_dimensions(a, perm)


def clip_by_value(t: Any, clip_value_min: Any, clip_value_max: Any, name: str | None = None) -> Any:
    """Each element cut; of the gradient of a table each occurrence of a row, before they are added up."""
    del name
    if isinstance(t, Rows):
        return t.map(lambda values: K.clip(values, clip_value_min, clip_value_max))
    return K.clip(t, clip_value_min, clip_value_max)


def rank(x: Any) -> int:
    return int(K.ndim(x))


def size(x: Any) -> int:
    return int(K.count_params(x))


def print(*values: Any, **_: Any) -> None:
    import builtins

    builtins.print(*(np.asarray(v) if hasattr(v, "shape") else v for v in values))


def function(func: Any = None, **_: Any) -> Any:
    """`@tf.function`: nothing to trace here, so the function is returned unchanged."""
    return (lambda inner: inner) if func is None else func


def executing_eagerly() -> bool:  # type: ignore[valid-type]
    return True


def Variable(
    initial_value: Any,
    trainable: bool = True,  # type: ignore[valid-type]
    name: str = "Variable",
    dtype: Any = None,
    **_: Any,
) -> _Variable:
    array = np.asarray(initial_value() if callable(initial_value) else initial_value)
    if dtype is None:
        dtype = {"f": "float32", "i": "int32"}.get(array.dtype.kind, array.dtype.name)
    return _Variable(current(), array, config.standardize_dtype(dtype), trainable, name)


class DType:
    """`tf.float32` and its like: equal to its name, and known to NumPy."""

    def __init__(self, name: str) -> None:
        self.name = name

    @property
    def as_numpy_dtype(self) -> Any:
        return np.dtype(self.name).type

    def __eq__(self, other: object) -> bool:  # type: ignore[valid-type]
        return self.name == getattr(other, "name", other)

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return f"tf.{self.name}"


float16, float32, float64 = DType("float16"), DType("float32"), DType("float64")
int8, int16, int32, int64 = DType("int8"), DType("int16"), DType("int32"), DType("int64")
uint8, bool, string = DType("uint8"), DType("bool"), DType("str")


def _shape(shape: Any) -> tuple[int, ...]:
    return (int(shape),) if np.ndim(shape) == 0 else tuple(int(n) for n in shape)


def _activation(name: str) -> Any:
    def call(features: Any, *args: Any, **kwargs: Any) -> Any:
        from . import activations

        return lifted(getattr(activations, name))(features, *args, **kwargs)

    call.__name__ = call.__qualname__ = name
    call.__module__ = "tensorflow.python.ops.nn_ops"  # where activations.get() recognises TensorFlow's own by name
    return call


_ACTIVATIONS = [
    "relu",
    "relu6",
    "elu",
    "selu",
    "gelu",
    "leaky_relu",
    "softplus",
    "softsign",
    "sigmoid",
    "tanh",
    "swish",
    "silu",
]


def _dropout(x: Any, rate: float, noise_shape: Any = None, seed: int | None = None) -> Any:
    from .seed_generator import SeedGenerator

    del noise_shape
    return current().dropout(K.identity(x), rate, SeedGenerator(seed))


def _softmax_crossentropy(labels: Any, logits: Any, axis: int = -1) -> Any:
    return K.categorical_crossentropy(labels, logits, from_logits=True, axis=axis)


def _sparse_softmax_crossentropy(labels: Any, logits: Any) -> Any:
    return K.sparse_categorical_crossentropy(labels, logits, from_logits=True)


def _sigmoid_crossentropy(labels: Any, logits: Any) -> Any:
    return K.binary_crossentropy(labels, logits, from_logits=True)


nn = types.SimpleNamespace(
    **{name: _activation(name) for name in _ACTIVATIONS},
    softmax=_activation("softmax"),
    log_softmax=_activation("log_softmax"),
    dropout=_dropout,
    l2_normalize=K.l2_normalize,
    softmax_cross_entropy_with_logits=_softmax_crossentropy,
    sparse_softmax_cross_entropy_with_logits=_sparse_softmax_crossentropy,
    sigmoid_cross_entropy_with_logits=_sigmoid_crossentropy,
)
math = types.SimpleNamespace(
    abs=K.abs, add=K.add, argmax=K.argmax, ceil=lambda x: -K.floor(-x), cos=K.cos, divide=K.divide, equal=K.equal,
    exp=K.exp,
    floor=K.floor, greater=K.greater, l2_normalize=K.l2_normalize, less=K.less, log=K.log, log1p=K.log1p,
    maximum=K.maximum, minimum=K.minimum, multiply=K.multiply, negative=lambda x: -K.identity(x), not_equal=K.not_equal,
    pow=K.pow, reduce_max=K.max, reduce_mean=K.mean, reduce_min=K.min, reduce_prod=K.prod, reduce_std=K.std,
    reduce_sum=K.sum, reduce_variance=K.var, round=K.round, sigmoid=K.sigmoid, sign=K.sign, sin=K.sin,
    softplus=K.softplus, sqrt=K.sqrt, square=K.square, subtract=K.subtract, tanh=K.tanh,
    logical_and=K.logical_and, logical_or=K.logical_or, logical_not=K.logical_not, reduce_logsumexp=K.logsumexp,
    squared_difference=lambda x, y: K.square(K.subtract(x, y)), multiply_no_nan=K.multiply,
)  # fmt: skip
linalg = types.SimpleNamespace(matmul=K.matmul, transpose=K.transpose)
data = types.SimpleNamespace(Dataset=Dataset, AUTOTUNE=AUTOTUNE, experimental=types.SimpleNamespace(AUTOTUNE=AUTOTUNE))
config_ = types.SimpleNamespace(
    list_physical_devices=lambda *_: [], experimental=types.SimpleNamespace(set_memory_growth=lambda *_: None)
)
experimental = types.SimpleNamespace(numpy=np)
train = types.SimpleNamespace(  # TensorFlow 1's optimizers, which the guides of 2018 hand to `compile`
    AdamOptimizer=lambda learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8: optimizers.Adam(
        learning_rate, beta1, beta2, epsilon
    ),
    RMSPropOptimizer=lambda learning_rate, decay=0.9, momentum=0.0, epsilon=1e-10: optimizers.RMSprop(
        learning_rate, decay, momentum, epsilon
    ),
    GradientDescentOptimizer=lambda learning_rate: optimizers.SGD(learning_rate),
    MomentumOptimizer=lambda learning_rate, momentum, use_nesterov=False: optimizers.SGD(
        learning_rate, momentum, use_nesterov
    ),
    AdagradOptimizer=lambda learning_rate, initial_accumulator_value=0.1: optimizers.Adagrad(
        learning_rate, initial_accumulator_value
    ),
)
compat = types.SimpleNamespace()


class TensorShape(tuple[Any, ...]):
    """A shape as a tuple, made of a list, tuple or shape."""

    __slots__ = ()

    def as_list(self) -> list[Any]:
        return list(self)


log = K.log


def _set_seed(seed: int) -> None:
    from .random import shuffling

    shuffling["seed"] = seed


def _random_uniform(
    shape: Any, minval: Any = 0, maxval: Any = None, dtype: Any = "float32", seed: Any = None, name: Any = None
) -> Any:
    del name
    if "int" in config.standardize_dtype(dtype):
        return constant(np.random.randint(minval, maxval, size=_shape(shape)).tolist(), dtype)
    return K.random_uniform(_shape(shape), minval, 1 if maxval is None else maxval, dtype, seed)


def _random_normal(
    shape: Any, mean: float = 0.0, stddev: float = 1.0, dtype: Any = "float32", seed: Any = None, name: Any = None
) -> Any:
    del name
    return K.random_normal(_shape(shape), mean, stddev, dtype, seed)


random = types.SimpleNamespace(uniform=_random_uniform, normal=_random_normal, set_seed=_set_seed)
random_normal, random_uniform, set_random_seed = _random_normal, _random_uniform, _set_seed


def __getattr__(name: str) -> Any:
    if name == "keras":
        import importlib

        return importlib.import_module("tensorflow.keras")
    raise AttributeError(
        f"`tf.{name}` is not among the TensorFlow names that reference_impl answers without TensorFlow. "
        "Run with `--backend tensorflow` to keep the installed TensorFlow."
    )
