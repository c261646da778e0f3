"""What is known of Python's standard library, whichever Python runs: method resolution orders of classes that others
inherit from, what metaclasses define, and the modules of packages. `standard_library.txt` lists all of it."""

from __future__ import annotations

import functools
from pathlib import Path

from tracer.linked import BUILTIN, EXTERNAL

_OBJECT, _BUILTINS = "builtins.object", "builtins."
_TABLE = Path(__file__).with_name("standard_library.txt")
"""Lines of a kind, a dotted name and what belongs to it; `tests/tracer/link/list_standard_library.py` makes them."""


@functools.cache
def standard_mro(key: str) -> tuple[str, ...]:
    """Keys of the MRO of a builtin or standard class; of any other, itself and object."""
    bases = _table("class").get(_name(key), (_OBJECT,) if key != f"{BUILTIN}object" else ())
    return (key, *map(_key, bases))


def metaclass_provider(name: str, attribute: str) -> str:
    """The key of the class that a metaclass of the standard library, by its dotted name, has an attribute from; "" for
    what is no such metaclass, or has no such attribute."""
    classes = _table("metaclass")
    if name not in classes or name.startswith(_BUILTINS):
        return ""
    order = (classes[name][0], *_table("class").get(name, (_OBJECT,)))
    return next((_key(cls) for cls in order if attribute in classes.get(cls, ())[1:]), "")


def canonical(key: str) -> str:
    """`typing_extensions` hands on what `typing` has."""
    name = key.removeprefix(f"{EXTERNAL}typing_extensions.")
    return f"{EXTERNAL}typing.{name}" if name != key and f"typing.{name}" in _table("class") else key


def is_module(name: str) -> bool:
    """Whether that is a module in a package of the standard library of any release."""
    package, _, last = name.rpartition(".")
    return last in _table("package").get(package, ())


def _name(key: str) -> str:
    """The dotted name of a key."""
    module, _, name = key.partition(":")
    return f"{_BUILTINS}{name}" if f"{module}:" == BUILTIN else name


def _key(name: str) -> str:
    return f"{BUILTIN}{name.removeprefix(_BUILTINS)}" if name.startswith(_BUILTINS) else f"{EXTERNAL}{name}"


def _table(kind: str) -> dict[str, tuple[str, ...]]:
    return _tables()[kind]


@functools.cache
def _tables() -> dict[str, dict[str, tuple[str, ...]]]:
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        kind, name, *rest = line.split(" ")
        found.setdefault(kind, {})[name] = tuple(rest)
    return found
