"""The ops that stand behind each function, method and class of a snapshot, found once when its calls are linked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tracer.link.ops_calls import MAKING, OpCalls, last
from tracer.link.ops_names import WORKING, class_key, is_called_after, working_methods
from tracer.link.ops_search import Found, Search
from tracer.linked import Outline


class OpsBehind:
    """Answers from the calls and symbols of one snapshot."""

    def __init__(self, calls: OpCalls, symbols: Iterable[Outline]) -> None:
        self._calls = calls
        self._symbols = {symbol.key: symbol for symbol in symbols}
        self._public = {key for key, row in self._symbols.items() if row.kind == "function" and row.canonical}
        self._bases = {key: row.mro for key, row in self._symbols.items() if row.mro}
        self._reaching = calls.reaching
        self._known: dict[tuple[str, bool], tuple[Found, Found | None]] = {}

    def all(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Keys with names of ops, what matters most first; only of those that have any."""
        for symbol in self._symbols.values():
            ops = self.of(symbol)
            if ops:
                yield symbol.key, ops

    def of(self, symbol: Outline) -> tuple[str, ...]:
        """The op that a generated function runs, or those that a Python function, method or class runs."""
        if symbol.kind == "class":
            return tuple(self._of_class(symbol))
        if symbol.kind not in {"function", "method", "property"}:
            return ()
        own = self._calls.generated.get(symbol.key.partition("#")[0])
        if own is not None:
            return own
        if symbol.key not in self._reaching:
            return ()
        found = self._below(symbol.key, is_method=symbol.kind == "method")
        if not found and symbol.canonical is not None:
            found = self._search().nearest(symbol.key)
        return tuple(found)

    def _of_class(self, symbol: Outline) -> Found:
        """The ops of a class: of a layer's `call`, of what an optimizer applies with, its own or those it inherits.
        First come those that it is called after, then those of layers that it makes for itself (an LSTM's cell)."""
        found: Found = {}
        for part in (*self._made_by(symbol), symbol):
            own: Found = {}
            for method in self._working_methods(part):
                if method.key in self._reaching:
                    own |= self._below(method.key, is_method=True, implicit=part is symbol)
            found |= _called_after_first(part.name, own)
        return _called_after_first(symbol.name, found)

    def _made_by(self, symbol: Outline) -> list[Outline]:
        """The classes, not its own bases, that a class makes instances of for itself and that work as it does: layers
        of a layer, by their `call`. Those that its bases make count where it makes none."""
        works = {method.name for method in self._working_methods(symbol)} - {"__call__"}
        own = {class_key(name) for name in symbol.mro}
        makers = [f"{symbol.key}.{name}" for name in MAKING]
        asked: set[str] = set()
        parts: list[Outline] = []
        while makers and works and not parts:
            asked.update(makers)
            made = [call for maker in makers for call in self._calls.made(maker)]
            parts = self._working_as((callee for callee, constructs in made if constructs), own, works)
            called = dict.fromkeys(callee for callee, _ in made if _is_made_in(callee, own))
            makers = [callee for callee in called if callee not in asked]
        return parts

    def _working_as(self, made: Iterable[str], own: set[str], works: set[str]) -> list[Outline]:
        """Of the classes that are made, those not among `own` that have one of the methods `works`."""
        keys = dict.fromkeys(key.removesuffix(".__init__") for key in made)
        rows = (self._symbols.get(key) for key in keys if key not in own)
        classes = [row for row in rows if row is not None and row.kind == "class"]
        return [row for row in classes if works.intersection(method.name for method in self._working_methods(row))]

    def _working_methods(self, symbol: Outline) -> list[Outline]:
        return working_methods(self._symbols.get, symbol.key, symbol.mro)

    def _below(self, key: str, *, is_method: bool, implicit: bool = True) -> Found:
        """The ops below a function: those that operators alone may run (of sparse tensors, of ragged ones) come last,
        and only with `implicit`."""
        called, every = self._known.get((key, is_method)) or self._called_below(key, is_method=is_method)
        if implicit and every is None:
            every = called | self._search().below(key, is_method=is_method)
        if last(key) in WORKING:  # classes inherit them
            self._known[key, is_method] = (called, every)
        return every if implicit and every is not None else called

    def _called_below(self, key: str, *, is_method: bool) -> tuple[Found, Found | None]:
        """The ops below a function without what operators run, and those with it where that is known by now."""
        search = self._search(implicit=False)
        called = search.below(key, is_method=is_method)
        return called, None if search.met_implicit else called

    def _search(self, *, implicit: bool = True) -> Search:
        return Search(self._calls, self._public, self._bases, implicit=implicit)


def _called_after_first(name: str, ops: Found) -> Found:
    if len(ops) < 2:
        return ops
    return dict.fromkeys(sorted(ops, key=lambda op: not is_called_after(name, op)))


def _is_made_in(key: str, classes: set[str]) -> bool:
    owner, _, name = key.rpartition(".")
    return owner in classes and name in MAKING
