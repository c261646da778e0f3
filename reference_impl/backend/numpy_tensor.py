"""Arrays that carry notes, and arrays whose operators are recorded, for code outside this package."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any

import numpy as np

from ..random_masks import next_mask
from .autodiff import active
from .base import Value
from .derivatives import RULES
from .derivatives_more import MORE_RULES
from .numpy_backend import NUMPY

ALL_RULES = RULES | MORE_RULES
NUMPY.load_rest()


class Annotated(np.ndarray):
    """An array that carries `logits` or `mask`; what is computed from it does not."""

    logits: Any = None
    mask: Any = None
    link: str | None = None


class Tensor(Annotated):
    """An array for code outside this package: operators and NumPy functions are recorded on the tape in scope."""

    def numpy(self) -> np.ndarray:
        """The plain array."""
        return self.view(np.ndarray)

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, out: Any = None, **kwargs: Any) -> Any:
        """NumPy's functions of a value that is being differentiated are recorded too.

        Raises TypeError for those without a rule. An `out` that may be on the tape itself is not written to then: use
        what is returned.
        """
        plain = [x.view(np.ndarray) if isinstance(x, Tensor) else x for x in inputs]
        tape = active.get()
        if tape is None or not any(id(x) in tape.tracked for x in inputs) or ufunc.__name__ in UNRECORDED:
            into = {"out": tuple(o.view(np.ndarray) if isinstance(o, Tensor) else o for o in out)} if out else {}
            return getattr(ufunc, method)(*plain, **kwargs, **into)
        operation = UFUNCS.get(f"{ufunc.__name__}.{method}")
        if operation is None:
            raise TypeError(f"numpy.{ufunc.__name__} has no derivative here: use a function of `backend` instead.")
        result = np.asarray(getattr(ufunc, method)(*plain, **kwargs)).view(Tensor)
        if out and not isinstance(out[0], Tensor):
            out[0][...] = result
        options = (
            {"axis": kwargs.get("axis", 0), "keepdims": kwargs.get("keepdims", False)} if method == "reduce" else {}
        )
        tape.record(result, ALL_RULES[operation], inputs, options)
        return result


UNRECORDED = {
    "equal",
    "not_equal",
    "greater",
    "greater_equal",
    "less",
    "less_equal",
    "sign",
    "floor_divide",
    "logical_xor",
    "floor",
    "ceil",
    "rint",
    "isnan",
    "isfinite",
    "isinf",
    "logical_and",
    "logical_or",
    "logical_not",
}
UFUNCS = {"add.reduce": "sum", "multiply.reduce": "prod", "maximum.reduce": "max", "minimum.reduce": "min"} | {
    f"{name}.__call__": {"true_divide": "divide", "float_power": "power", "remainder": "mod"}.get(name, name)
    for name in [
        "add",
        "subtract",
        "multiply",
        "divide",
        "true_divide",
        "power",
        "float_power",
        "remainder",
        "maximum",
        "minimum",
        "negative",
        "exp",
        "expm1",
        "log",
        "log1p",
        "sqrt",
        "square",
        "absolute",
        "sin",
        "cos",
        "tanh",
        "matmul",
    ]
}


def _operator(operation: str, reflected: bool = False) -> Any:
    def method(self: Tensor, other: Any) -> Value:
        other = getattr(other, "value", other)
        run = getattr(NUMPY, operation)
        return run(other, self) if reflected else run(self, other)

    return method


for _name, _operation in {"add": "add", "sub": "subtract", "mul": "multiply", "truediv": "divide", "pow": "power",
                          "matmul": "matmul", "mod": "mod", "floordiv": "floor_divide"}.items():  # fmt: skip
    setattr(Tensor, f"__{_name}__", _operator(_operation))
    setattr(Tensor, f"__r{_name}__", _operator(_operation, reflected=True))
Tensor.__neg__ = lambda self: NUMPY.negative(self)  # type: ignore[method-assign]
Tensor.__abs__ = lambda self: NUMPY.absolute(self)  # type: ignore[method-assign]
Tensor.reshape = lambda self, *shape: NUMPY.reshape(self, shape[0] if len(shape) == 1 else shape)  # type: ignore[assignment,method-assign]
Tensor.T = property(lambda self: NUMPY.transpose(self))  # type: ignore[assignment,method-assign]
Tensor.__getitem__ = lambda self, key: annotate(NUMPY, NUMPY.getitem(self, key))  # type: ignore[method-assign]
Tensor.__array_priority__ = 10.0  # type: ignore[assignment,method-assign]


_IDENTITY = ALL_RULES["identity"]


def annotate(self: Any, x: Value, **notes: Any) -> Value:
    kind = Annotated if notes else Tensor
    if isinstance(x, kind) and not (notes and (x.logits is not None or x.mask is not None)):
        view = x
    else:
        view = np.asarray(x).view(kind)
        view.__dict__.update(getattr(x, "__dict__", {}))
        tape = active.get()
        if tape is not None:
            tape.handed_out = tape.handed_out if notes else handed_out
            tape.record(view, _IDENTITY, (x,), {})
    view.__dict__.update(notes)
    return view


def handed_out(out: Value, args: Any) -> Value:
    """The result of an operation on a Tensor is one too: NumPy loses the class in some, as in `where`."""
    if isinstance(out, Tensor) or not any(isinstance(a, Tensor) for a in args):
        return out
    return np.asarray(out).view(Tensor)


def dropout(self: Any, x: Value, rate: float, seed_generator: Any) -> Value:
    """tf.nn.experimental.stateless_dropout: keep where u >= rate, scale by 1 / (1 - rate)."""
    return self.multiply(x, next_mask(seed_generator, x.shape, rate, x.dtype))


def outside_step(self: Any) -> AbstractContextManager[Any]:
    return nullcontext()


def gradient_tape(self: Any, persistent: bool = False, watch_accessed_variables: bool = True) -> Any:
    from .gradient_tape import NumpyGradientTape

    return NumpyGradientTape(persistent, watch_accessed_variables)
