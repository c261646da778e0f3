"""`case` patterns, as the expressions that they look like, and the names they bind.

A class pattern is a call, a sequence or mapping pattern a display, `|` an `or`, `pattern as name` a walrus; a name
alone is a walrus over `...`, and `_` is `...`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tracer.extract.expressions import Expressions
from tracer.extract.nodes import cst
from tracer.extract.positions import normalized
from tracer.facts import Argument, BoolOp, Call, Constant, Expr, Mapping, Name, Sequence, Starred, Walrus

_Node = Any
_ANYTHING = Constant("Ellipsis", "...")


class Patterns(Expressions):
    """Reads patterns."""

    __slots__ = ()

    def pattern(self, node: _Node) -> tuple[Expr, tuple[str, ...]]:
        names: list[str] = []
        return self._pattern(node, names), tuple(names)

    def _pattern(self, node: _Node, names: list[str]) -> Expr:
        opened = len(getattr(node, "lpar", ())) if type(node) is not cst.MatchValue else 0
        self.index += opened
        pattern = _PATTERNS[type(node)](self, node, names)
        self.index += opened
        return pattern

    def _value(self, node: _Node, _: list[str]) -> Expr:
        return self.read(node.value)

    def _sequence(self, node: _Node, names: list[str]) -> Expr:
        brackets = getattr(node, "lbracket", None) is not None
        self.index += brackets
        elements = tuple([self._star_or(element, names) for element in node.patterns])
        self.index += brackets
        return Sequence("list", elements)

    def _star_or(self, node: _Node, names: list[str]) -> Expr:
        if type(node) is cst.MatchStar:
            return Starred(self._bound(node.name, _ANYTHING, names))
        return self._pattern(node.value, names)

    def _bound(self, name: _Node, pattern: Expr, names: list[str]) -> Expr:
        if name is None:
            self.index += 1
            return pattern
        target = self.read(name)
        assert isinstance(target, Name)
        names.append(target.id)
        return Walrus(target, pattern)

    def _mapping(self, node: _Node, names: list[str]) -> Expr:
        self.index += 1
        items: list[tuple[Expr | None, Expr]] = []
        for element in node.elements:
            key = self.read(element.key)
            items.append((key, self._pattern(element.pattern, names)))
        if node.rest is not None:
            items.append((None, self._bound(node.rest, _ANYTHING, names)))
        self.index += 1
        return Mapping(tuple(items))

    def _class(self, node: _Node, names: list[str]) -> Expr:
        line = self.ahead()
        cls = self.read(node.cls)
        self.index += 1
        arguments = [Argument(self._pattern(element.value, names)) for element in node.patterns]
        for element in node.kwds:
            self.index += 1
            arguments.append(Argument(self._pattern(element.pattern, names), normalized(element.key.value)))
        return Call(cls, tuple(arguments), line, self.step())

    def _as(self, node: _Node, names: list[str]) -> Expr:
        pattern: Expr = _ANYTHING
        if node.pattern is not None:
            pattern = self._pattern(node.pattern, names)
            self.index += 1
        return self._bound(node.name, pattern, names)

    def _or(self, node: _Node, names: list[str]) -> Expr:
        return BoolOp("or", tuple([self._pattern(element.pattern, names) for element in node.patterns]))


_PATTERNS: dict[type[cst.CSTNode], Callable[[Patterns, _Node, list[str]], Expr]] = {
    cst.MatchValue: Patterns._value,
    cst.MatchSingleton: Patterns._value,
    cst.MatchList: Patterns._sequence,
    cst.MatchTuple: Patterns._sequence,
    cst.MatchMapping: Patterns._mapping,
    cst.MatchClass: Patterns._class,
    cst.MatchAs: Patterns._as,
    cst.MatchOr: Patterns._or,
}
