"""What a class stands for where calls are asked for: making one, calling one and, in paths, its methods."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property, lru_cache

from tracer.linked import LOCALS
from tracer.queries.classes import Classes
from tracer.queries.walking import first_definition

CONSTRUCTION = ("__new__", "__init__")
AFTER = "__post_init__"
"""What the constructor that a dataclass is given runs."""
CALLED = "__call__"
RUN = "call"
"""What the `__call__` of a Keras layer or model runs: classes define this one, and inherit the other."""


class Inheritance:
    """Methods of a class by the names that its instances know them by."""

    def __init__(self, classes: Classes, key: str) -> None:
        self.classes, self.key = classes, key

    @cached_property
    def metaclass(self) -> Inheritance | None:
        """Its metaclass, where that has a `__call__` of the snapshot."""
        key = self.classes.metaclass(self.key)
        return Inheritance(self.classes, key) if key is not None else None

    def methods(self, name: str) -> tuple[str, ...]:
        """The definitions of `name` in the first class of the MRO that has it."""
        return self.classes.methods(self.key, name)

    def own(self, names: Iterable[str]) -> tuple[str, ...]:
        """Those that the class itself defines."""
        known = self.classes.own(self.key)
        return tuple(method for name in names for method in known.get(name, ()))

    def all_own(self) -> tuple[str, ...]:
        """The methods that the class itself defines."""
        return tuple(method for methods in self.classes.own(self.key).values() for method in methods)


def construction(inheritance: Inheritance) -> tuple[str, ...]:
    """What making an instance of a class runs: the `__call__` of its metaclass and what `type.__call__` does then."""
    metaclass = inheritance.metaclass
    calls = metaclass.methods(CALLED) if metaclass is not None else ()
    return (*calls, *(method for name in (*CONSTRUCTION, AFTER) for method in inheritance.methods(name)))


def uses(inheritance: Inheritance, *, inward: bool) -> tuple[str, ...]:
    """The class, and what making and calling an instance runs: what callers reach (`inward`) is its own alone, as an
    inherited method is called for other classes too."""
    key = inheritance.key
    if inward:
        return (key, *inheritance.own((*CONSTRUCTION, AFTER, CALLED, RUN)))
    called = inheritance.methods(CALLED)
    run = inheritance.methods(RUN) if called else ()
    return (key, *construction(inheritance), *run, *called)


def shown(inheritance: Inheritance) -> tuple[str, ...]:
    """As `uses`, for lists of callees: an inherited `__call__` is as good as told by the `call` that it runs."""
    inherited = frozenset(inheritance.methods(CALLED)) - frozenset(inheritance.own((CALLED,)))
    left_out = inherited if inheritance.methods(RUN) else frozenset[str]()
    return tuple(method for method in uses(inheritance, inward=False) if method not in left_out)


@lru_cache(1 << 16)
def owner_of(method: str) -> str:
    """The key of what has a method."""
    return method.rpartition(".")[0]


@lru_cache(1 << 16)
def name_of(method: str) -> str:
    """The name that a method is called by."""
    return first_definition(method).rpartition(".")[2]


@lru_cache(1 << 16)
def parted(key: str) -> tuple[str, str, bool]:
    """The outermost function that a function is defined in, what comes below, and whether there is one."""
    outer, _, inner = key.partition(f".{LOCALS}.")
    return outer, inner, bool(inner)
