"""Import statements: one fact for each name."""

from __future__ import annotations

from typing import Any

from tracer.extract.nodes import cst
from tracer.extract.patterns import Patterns
from tracer.extract.positions import normalized
from tracer.facts import Import, ImportFrom, Statement

_Node = Any
_Out = list[Statement]


class Imports(Patterns):
    """Reads imports."""

    __slots__ = ()

    def imported(self, node: _Node, out: _Out) -> None:
        if type(node) is cst.LazyImport:  # PEP 810
            self.index += 1
        line = self.step()
        for alias in node.names:
            out.append(Import(self._dotted(alias.name), self._alias(alias), line))

    def imported_from(self, node: _Node, out: _Out) -> None:
        if type(node) is cst.LazyImportFrom:
            self.index += 1
        line = self.step()
        while self.texts[self.index + 1].endswith("..."):
            self.index += 1
        level = len(node.relative)
        module = "" if node.module is None else self._dotted(node.module)
        self.index += 1
        names = node.names
        if type(names) is cst.ImportStar:
            out.append(ImportFrom(module, level, "*", None, line))
            return
        parenthesized = type(node.lpar) is cst.LeftParen
        self.index += parenthesized
        for alias in names:
            name = normalized(alias.name.value)
            self.index += 1
            out.append(ImportFrom(module, level, name, self._alias(alias), line))
        self.index += parenthesized

    def _dotted(self, node: _Node) -> str:
        parts = []
        while type(node) is cst.Attribute:
            parts.append(node.attr.value)
            node = node.value
        parts.append(node.value)
        self.index += len(parts)
        return normalized(".".join(reversed(parts)))

    def _alias(self, node: _Node) -> str | None:
        if node.asname is None:
            return None
        self.index += 2
        return normalized(node.asname.name.value)
