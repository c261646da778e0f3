"""What a class stands for where calls are asked for: making one, calling one and, in paths, its methods."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property, lru_cache

from tracer.linked import Symbol
from tracer.queries.walking import Walker, first_definition
from tracer.store import Snapshot

CONSTRUCTION = ("__new__", "__init__")
AFTER = "__post_init__"
"""What the constructor that a dataclass is given runs."""
CALLED = "__call__"
RUN = "call"
"""What the `__call__` of a Keras layer or model runs: classes define this one, and inherit the other."""
FUNCTIONS = frozenset({"function", "method", "property"})


class Inheritance:
    """Methods of a class by the names that its instances know them by, read through its MRO."""

    def __init__(self, snapshot: Snapshot, cls: Symbol, walker: Walker | None = None) -> None:
        self.snapshot = snapshot
        self.cls = cls
        self._walker = walker
        self._methods: dict[str, tuple[str, ...]] = {}

    @cached_property
    def metaclass(self) -> Inheritance | None:
        """Its metaclass, where that has a `__call__` of the snapshot."""
        named = self.snapshot.metaclasses
        key = next((named[key] for key in self.keys if key in named), None)
        symbol = self.snapshot.symbol(key) if key is not None else None
        return Inheritance(self.snapshot, symbol, self._walker) if symbol is not None else None

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The classes of the MRO that the snapshot has."""
        walker = self._walker or Walker(self.snapshot)
        bases = map(walker.class_key, self.cls.mro[1:])
        return (self.cls.key, *(key for key in bases if key is not None))

    def methods(self, name: str) -> tuple[str, ...]:
        """The definitions of `name` (several for branches of an `if`) in the first class of the MRO that has it."""
        if name not in self._methods:
            found = (tuple(self._own(key, name)) for key in self.keys)
            self._methods[name] = next(filter(None, found), ())
        return self._methods[name]

    def own(self, names: Iterable[str]) -> tuple[str, ...]:
        """Those that the class itself defines."""
        return tuple(method for name in names for method in self._own(self.cls.key, name))

    def _own(self, key: str, name: str) -> Iterable[str]:
        return (symbol.key for symbol in self.snapshot.member(key, name) if symbol.kind in FUNCTIONS)

    def all_own(self) -> tuple[str, ...]:
        """The methods that the class itself defines."""
        return tuple(symbol.key for symbol in self.snapshot.members(self.cls.key) if symbol.kind in FUNCTIONS)


def construction(inheritance: Inheritance) -> tuple[str, ...]:
    """What making an instance of a class runs: the `__call__` of its metaclass and what `type.__call__` does then."""
    metaclass = inheritance.metaclass
    calls = metaclass.methods(CALLED) if metaclass is not None else ()
    return (*calls, *(method for name in (*CONSTRUCTION, AFTER) for method in inheritance.methods(name)))


def uses(inheritance: Inheritance, *, inward: bool) -> tuple[str, ...]:
    """The class, and what making and calling an instance runs: what callers reach (`inward`) is its own alone, as an
    inherited method is called for other classes too."""
    key = inheritance.cls.key
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
