"""Functions of tensors as nodes of a functional graph: `x * 0.1`, `K.mean(x)`, `tf.reduce_sum(x)` of symbolic tensors.

Keras makes an `Operation` of each such call (`keras/src/ops/operation.py`); here one layer class holds the function
and its
other arguments.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterator
from typing import Any

from .backend import current
from .backend.base import Variable, map_values
from .config import auto_name, standardize_dtype
from .counterpart import counterpart
from .layers.base import Layer


def is_symbolic(x: Any) -> bool:
    """Whether `x` stands for a value that a model will compute: an `Input`, or what a layer made of one."""
    return hasattr(x, "keras_history")


def symbolic_leaves(value: Any) -> Iterator[Any]:
    if is_symbolic(value):
        yield value
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from symbolic_leaves(part)


def _filled(value: Any, values: Iterator[Any]) -> Any:
    """`value` with its symbolic tensors replaced, in order."""
    if is_symbolic(value):
        return next(values)
    if isinstance(value, (list, tuple)):
        return type(value)(_filled(part, values) for part in value)
    return value


@counterpart("keras.Operation")
class FunctionLayer(Layer):
    """One function call of a graph, with the arguments that are not tensors."""

    output_dtype: str | None = None
    """The type of the (first) result, known once the function was called."""

    def __init__(self, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        self.operation: str = getattr(function, "__name__", "function").strip("<>")
        super().__init__(name=auto_name(self.operation))
        self.autocast, self._records_operators = False, True
        self.function, self.probed_with = function, getattr(function, "probed_with", 0)
        # kept in closures: layers look for sublayers and weights in their attributes, and these are none
        self.arguments: Callable[[], tuple[tuple[Any, ...], dict[str, Any]]] = lambda: (args, kwargs)
        self.compute = lambda values: function(
            *_filled(args, values), **{k: _filled(v, values) for k, v in kwargs.items()}
        )

    def call(self, inputs: Any) -> Any:
        found = self.compute(iter(inputs if isinstance(inputs, list) else [inputs]))  # type: ignore[no-untyped-call]
        if self.output_dtype is None:
            first = found[0] if isinstance(found, (list, tuple)) and found else found
            self.output_dtype = standardize_dtype(getattr(first, "dtype", self.dtype))
        return found

    def get_config(self) -> dict[str, Any]:
        """Raises ValueError: a Python function is not part of a configuration."""
        raise ValueError(
            f"The model applies the function {getattr(self.function, '__name__', self.function)!r} to a tensor, "
            "which no configuration "
            "can hold. Use a layer instead."
        )


def apply(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """`function(*args, **kwargs)` as a node: a symbolic result, computed each time the model runs."""
    tensors = [*symbolic_leaves(args), *symbolic_leaves(list(kwargs.values()))]
    layer = FunctionLayer(function, args, kwargs)
    layer.input_dtypes = [t.dtype for t in tensors]
    return layer(tensors if len(tensors) > 1 else tensors[0])


def lifted(function: Callable[..., Any]) -> Callable[..., Any]:
    """`function`, which given symbolic tensors makes a node, and whose results record what is done to them further."""

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        if next(symbolic_leaves(args), None) is not None or any(map(is_symbolic, kwargs.values())):
            return apply(function, *args, **kwargs)
        result = function(*(current().tensor(a) if isinstance(a, Variable) else a for a in args), **kwargs)
        return map_values(current().annotate, result) if _is_value(result) else result

    call.__signature__ = inspect.signature(function)  # type: ignore[attr-defined]
    return call


def _is_value(result: Any) -> bool:
    values = result if isinstance(result, list) else [result]
    return bool(values) and all(
        hasattr(v, "shape") and hasattr(v, "dtype") and not hasattr(v, "assign") for v in values
    )
