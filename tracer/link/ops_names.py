"""What names tell of ops: what is called after an op, and which methods run those that a class is for."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TypeVar

WORKING = (
    "call", "__call__", "update_step", "_resource_apply_dense", "_resource_apply_sparse", "_apply_dense",
    "_apply_sparse", "_internal_apply_dense",
)  # fmt: skip
"""Methods that do what layers, losses, metrics and optimizers are for."""
_VERSION = re.compile(r"v\d+$", re.IGNORECASE)
_WORD = re.compile(r"\d+(?:[A-Z]+(?![a-z]))?|[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
"""A word of `CamelCase`, `UPPERCamel2D` or `snake_case`."""
_INFLECTIONS = ("ing", "ed", "er", "or", "s")
"""Endings with which a short word is still the same: `Pooling` is what `Pool` does, and a `Lesson` is not `Less`."""
_ABBREVIATION = 6
"""Letters that longer words hardly begin with by chance: `Concat` is `Concatenate`."""
_TELLING = 4
"""Letters of an op's name that say what it does: a `MaxPooling2D` is not called after `Max`."""
_MOST_KEPT = 20_000
Found = TypeVar("Found")


@lru_cache(_MOST_KEPT)
def stem(name: str) -> str:
    """A name without its version, to be compared: `GatherV2` and `gather_v2` are `gather`."""
    return _VERSION.sub("", name.replace("_", "").lower())


def is_called_after(name: str, op: str) -> bool:
    """Whether a class and an op are called the same, but for words that one of them has besides at its end, and for the
    ending of the last word that both have: `MaxPooling2D` and `MaxPool`."""
    of_class, of_op = (_WORD.findall(_VERSION.sub("", one)) for one in (name, op))
    named, does = "".join(of_class).lower(), "".join(of_op).lower()
    if does.startswith(named):
        return bool(named) and _ends_a_word(of_op, len(named))
    return len(does) >= _TELLING and named.startswith(does) and _ends_a_word(of_class, len(does))


def _ends_a_word(words: Sequence[str], length: int) -> bool:
    """Whether the first `length` letters of all `words` are whole words, but for the ending of the last."""
    for word in words:
        if length <= len(word):
            return length >= min(len(word), _ABBREVIATION) or word[length:].lower() in _INFLECTIONS
        length -= len(word)
    return False


def working_methods(find: Callable[[str], Found | None], key: str, mro: Sequence[str]) -> list[Found]:
    """The methods of `WORKING` that the class of this key has, its own or, if it has none, those of its next base."""
    for owner in (key, *map(class_key, mro[1:])):
        found = [method for name in WORKING if (method := find(f"{owner}.{name}")) is not None]
        if found:
            return found
    return []


def class_key(name: str) -> str:
    """The key of a class in an MRO: `keras.src.layers.Dense` is `keras.src.layers:Dense`."""
    module, _, qualname = name.rpartition(".")
    return f"{module}:{qualname}"
