"""Functions and objects of other packages, a user's or Keras's own, given where this package's are meant."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from types import FunctionType, MethodType
from typing import Any

from .lazy import Catalog, is_foreign


def interpret(catalog: Catalog, identifier: Any) -> Any:
    """What a dict, or a class, object or function from outside, stands for.

    Raises ValueError, listing what is known, for an unknown class name or a value that cannot be called.
    """
    if isinstance(identifier, Mapping):
        cls = catalog.get_class(identifier["class_name"])
        return cls.from_config(dict(identifier.get("config", {})))
    if isinstance(identifier, type):
        return identifier()
    if not callable(identifier) and not hasattr(identifier, "get_config"):
        raise ValueError(f"Could not interpret {catalog.kind} identifier: {identifier!r}")
    return own(catalog, identifier)


def own(catalog: Catalog, found: Any) -> Any:
    """`tf.nn.relu` or `keras.losses.mse` given as a function: the one of the same name here."""
    if not is_foreign(found):
        return found
    if found.__module__.partition(".")[0] not in {"tensorflow", "keras", "tf_keras"}:
        return recorded(found)
    name = getattr(found, "__name__", type(found).__name__).removesuffix("_v2")  # tf.nn.softmax is softmax_v2
    if hasattr(found, "get_config") and not isinstance(found, type):
        from .conversion import own_arguments

        return catalog.get(own_arguments({"class_name": name, "config": found.get_config()}))
    return catalog[name] if name in catalog.names() else found


def recorded(function: Any) -> Any:
    """A user's function, called with values whose operators (`y_true - y_pred`) are recorded for differentiation."""
    if not isinstance(function, (FunctionType, MethodType, functools.partial)):
        return function

    def call(*args: Any, **kwargs: Any) -> Any:
        from .backend import current

        ops = current()
        return function(
            *(ops.annotate(a) if hasattr(a, "dtype") and hasattr(a, "shape") else a for a in args), **kwargs
        )

    return functools.update_wrapper(call, function)
