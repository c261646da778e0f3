"""Classes as calls and paths ask for them: what each is below, and which method it has under a name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tracer.queries.walking import Walker
from tracer.store import Snapshot

FUNCTIONS = frozenset({"function", "method", "property"})


class Classes:
    """Classes of one snapshot by key, each read once, and many at once where many are asked for."""

    def __init__(self, snapshot: Snapshot, walker: Walker | None = None) -> None:
        self.snapshot = snapshot
        self._walker = walker or Walker(snapshot)
        self._mros: dict[str, tuple[str, ...]] = {}
        self._below: dict[tuple[str, str], bool] = {}
        self._named: dict[str, list[str]] = {}
        self._keys: dict[str, list[str | None]] = {}
        self._own: dict[str, dict[str, tuple[str, ...]]] = {}
        self._methods: dict[tuple[str, str], tuple[str, ...]] = {}
        self._public: dict[str, bool] = {}

    def _mro(self, cls: str) -> tuple[str, ...]:
        if cls not in self._mros:
            self.read([cls])
        return self._mros[cls]

    def read(self, classes: Iterable[str]) -> None:
        """Have what each of some classes is below, () for what is no class."""
        unknown = dict.fromkeys((cls for cls in classes if cls not in self._mros), ())
        if unknown:
            self._mros.update(unknown | self.snapshot.mros_of(unknown))

    def is_below(self, cls: str, other: str) -> bool:
        """Whether a class is another one, or below it."""
        known = self._below.get((cls, other))
        if known is None:
            known = self._below[cls, other] = cls == other or other.replace(":", ".") in self._mro(cls)
        return known

    def is_public(self, cls: str) -> bool:
        """Whether a class has a public name."""
        if cls not in self._public:
            self._public[cls] = bool(self.snapshot.exports_of(cls))
        return self._public[cls]

    def metaclass(self, cls: str) -> str | None:
        """The metaclass of a class, where that has a `__call__` of the snapshot."""
        named = self.snapshot.metaclasses
        return next((named[key] for key in self._bases(cls) if key in named), None) if named else None

    def methods(self, cls: str, name: str) -> tuple[str, ...]:
        """The definitions of `name` (several for branches of an `if`) in the first class of the MRO that has it."""
        key = (cls, name)
        if key not in self._methods:
            found = (self.own(base).get(name) for base in self._bases(cls))
            self._methods[key] = next(filter(None, found), ())
        return self._methods[key]

    def overriding(self, cls: str, name: str) -> tuple[str, ...]:
        """The definitions of `name` in the classes below a class."""
        if name not in self._named:
            self._named[name] = self.snapshot.keys_named(name)
            self.read(key.rpartition(".")[0] for key in self._named[name])
        owners = ((key, key.rpartition(".")[0]) for key in self._named[name])
        return tuple(key for key, owner in owners if owner != cls and self.is_below(owner, cls))

    def _bases(self, cls: str) -> Iterator[str]:
        """The class and those that it is below, read as far as they are asked for."""
        yield cls
        known = self._keys.setdefault(cls, [])
        for place, name in enumerate(self._mro(cls)[1:]):
            if place == len(known):
                known.append(self._walker.class_key(name))
            key = known[place]
            if key is not None:
                yield key

    def own(self, cls: str) -> dict[str, tuple[str, ...]]:
        """The methods that a class itself defines, by name."""
        if cls not in self._own:
            found: dict[str, tuple[str, ...]] = {}
            for name, key, kind in self.snapshot.outline_of(cls):
                if kind in FUNCTIONS:
                    found[name] = (*found.get(name, ()), key)
            self._own[cls] = found
        return self._own[cls]
