"""`case` patterns: the expressions they compare with and the names they bind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import libcst as cst

from tracer.extract.expressions import Expressions
from tracer.extract.positions import normalized
from tracer.facts import Expr

_Node = Any


class Patterns(Expressions):
    """Reads patterns."""

    __slots__ = ()

    def pattern(self, node: _Node) -> tuple[tuple[Expr, ...], tuple[str, ...]]:
        values: list[Expr] = []
        names: list[str] = []
        self._pattern(node, values, names)
        return tuple(values), tuple(names)

    def _pattern(self, node: _Node, values: list[Expr], names: list[str]) -> None:
        opened = len(getattr(node, "lpar", ())) if type(node) not in (cst.MatchValue, cst.MatchClass) else 0
        if type(node) is cst.MatchClass:
            opened = len(node.lpar)
        self.index += opened
        _PATTERNS[type(node)](self, node, values, names)
        self.index += opened

    def _value(self, node: _Node, values: list[Expr], _names: list[str]) -> None:
        values.append(self.read(node.value))

    def _sequence(self, node: _Node, values: list[Expr], names: list[str]) -> None:
        brackets = getattr(node, "lbracket", None) is not None
        self.index += brackets
        for element in node.patterns:
            if type(element) is cst.MatchStar:
                self._bind(element.name, names)
            else:
                self._pattern(element.value, values, names)
        self.index += brackets

    def _bind(self, name: _Node, names: list[str]) -> None:
        self.index += 1
        if name is not None:
            names.append(normalized(name.value))

    def _mapping(self, node: _Node, values: list[Expr], names: list[str]) -> None:
        self.index += 1
        for element in node.elements:
            values.append(self.read(element.key))
            self._pattern(element.pattern, values, names)
        if node.rest is not None:
            self._bind(node.rest, names)
        self.index += 1

    def _class(self, node: _Node, values: list[Expr], names: list[str]) -> None:
        values.append(self.read(node.cls))
        self.index += 1
        for element in node.patterns:
            self._pattern(element.value, values, names)
        for element in node.kwds:
            self.index += 1
            self._pattern(element.pattern, values, names)
        self.index += 1

    def _as(self, node: _Node, values: list[Expr], names: list[str]) -> None:
        if node.pattern is not None:
            self._pattern(node.pattern, values, names)
            self.index += 1
        self._bind(node.name, names)

    def _or(self, node: _Node, values: list[Expr], names: list[str]) -> None:
        for element in node.patterns:
            self._pattern(element.pattern, values, names)


_PATTERNS: dict[type[cst.CSTNode], Callable[[Patterns, _Node, list[Expr], list[str]], None]] = {
    cst.MatchValue: Patterns._value,
    cst.MatchSingleton: Patterns._value,
    cst.MatchList: Patterns._sequence,
    cst.MatchTuple: Patterns._sequence,
    cst.MatchMapping: Patterns._mapping,
    cst.MatchClass: Patterns._class,
    cst.MatchAs: Patterns._as,
    cst.MatchOr: Patterns._or,
}
