"""Says which Keras symbol a part of this package mirrors."""

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
COUNTERPARTS: dict[str, str] = {}
"""`module.qualname` here -> the Keras symbol it mirrors, filled as modules are imported."""


def counterpart(symbol: str) -> Callable[[T], T]:
    """Record that the decorated object mirrors `symbol`, say "keras.Sequential.add"; it is returned unchanged."""

    def note(obj: T) -> T:
        target = getattr(obj, "fget", obj)
        COUNTERPARTS[f"{target.__module__}.{getattr(target, '__qualname__', symbol)}"] = symbol
        return obj

    return note
