"""The API tree (public names) and the module tree of a snapshot, a node's children at a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from tracer.linked import EXTERNAL, MESSAGES
from tracer.queries.ranking import is_beside

if TYPE_CHECKING:
    from tracer.linked import Symbol
    from tracer.store import Snapshot

TreeName = Literal["api", "modules"]
SYMBOL = "symbol "
"""Begins the key of a node below a public or a module name: a class's members hang under its symbol."""
CONTAINERS = frozenset({"class", "module"})


@dataclass(frozen=True, slots=True)
class Node:
    """A child. `key` is what `children` takes, `symbol` the symbol to open, None for a mere prefix of names."""

    key: str
    label: str
    kind: str
    symbol: str | None
    expandable: bool


@dataclass(slots=True)
class _Names:
    """Dotted names as a tree: children by prefix, and what a name stands for."""

    children: dict[str, set[str]] = field(default_factory=dict)
    symbols: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, symbol: str | None) -> None:
        if symbol is not None:
            self.symbols.setdefault(name, symbol)
        parent, _, label = name.rpartition(".")
        while label not in (known := self.children.setdefault(parent, set())):
            known.add(label)
            if not parent:
                break
            parent, _, label = parent.rpartition(".")


class Trees:
    """Both trees of one snapshot; the names are read on first use, members of classes when they are asked for.

    The snapshot is an argument of each call, because a connection belongs to one thread.
    """

    def __init__(self, api: str = "v2") -> None:
        self._wanted_api = api
        self._api: _Names | None = None
        self._modules: _Names | None = None
        self._kinds: dict[str, str] = {}

    def children(self, snapshot: Snapshot, tree: TreeName, key: str | None) -> tuple[Node, ...]:
        """The children of a node, modules first, then by name; the roots for None."""
        names = self._api_names(snapshot) if tree == "api" else self._module_names(snapshot)
        if key is not None and key.startswith(SYMBOL):
            return self._members(snapshot, key.removeprefix(SYMBOL), tree)
        nodes = [self._named(names, key, label) for label in names.children.get(key or "", ())]
        if tree == "modules" and key is not None and key in names.symbols:
            nodes += self._members(snapshot, names.symbols[key], tree)
        return _ordered(nodes)

    def _named(self, names: _Names, parent: str | None, label: str) -> Node:
        name = f"{parent}.{label}" if parent else label
        symbol = names.symbols.get(name)
        is_message = symbol is not None and symbol.startswith(EXTERNAL) and f"{MESSAGES}." in symbol
        kind = self._kinds.get(symbol, "class" if is_message else "module") if symbol is not None else "module"
        if is_message and name not in names.children:
            return Node(SYMBOL + str(symbol), label, kind, symbol, expandable=False)
        if name in names.children or kind == "module":
            return Node(name, label, kind, symbol, expandable=True)
        return Node(SYMBOL + str(symbol), label, kind, symbol, kind in CONTAINERS)

    def _members(self, snapshot: Snapshot, key: str, tree: TreeName) -> tuple[Node, ...]:
        """Definitions inside a class or a module; the API tree leaves private ones out, but for `__init__` and kin."""
        found = snapshot.members(key)
        if tree == "api":
            found = [symbol for symbol in found if _is_public(symbol.name)]
        nodes = {
            symbol.key: Node(SYMBOL + symbol.key, symbol.name, symbol.kind, symbol.key, symbol.kind == "class")
            for symbol in found
            if symbol.kind != "module" and not is_beside(symbol)
        }
        return tuple(nodes.values())

    def _api_names(self, snapshot: Snapshot) -> _Names:
        if self._api is None:
            self._read_kinds(snapshot)
            names = _Names()
            for export in snapshot.all_exports():
                if export.api == self._wanted_api:
                    names.add(export.name, export.symbol)
            self._api = names
        return self._api

    def _module_names(self, snapshot: Snapshot) -> _Names:
        if self._modules is None:
            self._read_kinds(snapshot)
            names = _Names()
            for file in snapshot.files():
                if file.module and file.kind in {"python", "stub"} and not file.is_test:
                    names.add(file.module, f"{file.module}:")
            self._modules = names
        return self._modules

    def _read_kinds(self, snapshot: Snapshot) -> None:
        if not self._kinds:
            self._kinds = {key: kind for key, _, kind, *_ in snapshot.symbol_names()}


def members(snapshot: Snapshot, key: str) -> tuple[Symbol, ...]:
    """The definitions of a class with those it inherits: nearest in the MRO first, overridden ones left out."""
    symbol = snapshot.symbol(key)
    if symbol is None:
        return ()
    found: dict[str, Symbol] = {}
    for owner in (key, *_ancestors(snapshot, symbol.mro[1:])):
        for member in snapshot.members(owner):
            found.setdefault(member.name, member)
    return tuple(found.values())


def _ancestors(snapshot: Snapshot, names: Iterable[str]) -> Iterable[str]:
    """The keys of `module.qualname` names, so far as the snapshot has them."""
    for name in names:
        key = key_of(snapshot, name)
        if key is not None:
            yield key


def key_of(snapshot: Snapshot, name: str) -> str | None:
    """The key of `module.qualname`, whichever dot parts the two."""
    module, _, qualname = name.rpartition(".")
    while module:
        key = f"{module}:{qualname}"
        if snapshot.symbol(key) is not None:
            return key
        module, _, last = module.rpartition(".")
        qualname = f"{last}.{qualname}"
    return None


def _is_public(name: str) -> bool:
    """Whether a member of that name is for others; a lambda in the body of a class has none."""
    return not name.startswith(("_", "<")) or (name.startswith("__") and name.endswith("__"))


def _ordered(nodes: list[Node]) -> tuple[Node, ...]:
    return tuple(sorted(nodes, key=lambda node: (node.kind != "module", node.kind != "class", node.label.lower())))
