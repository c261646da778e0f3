"""What the traversal collects: definitions and bodies, and the scope it is in."""

from __future__ import annotations

from tracer.extract.positions import Cursor
from tracer.facts import Definition, Statement


class Scopes(Cursor):
    """A cursor that knows the definition it is inside of."""

    __slots__ = ("bodies", "definitions", "global_names", "opened", "parent", "prefix", "yields")

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.definitions: list[Definition] = []
        self.bodies: list[tuple[Statement, ...]] = []
        self.parent = -1
        self.prefix = ""
        self.yields = False
        self.global_names: frozenset[str] = frozenset()
        self.opened: object = None

    def reserve(self) -> int:
        """A place for a definition that is about to be read; those inside it come after it."""
        self.definitions.append(_RESERVED)
        self.bodies.append(())
        return len(self.definitions) - 1

    def qualname(self, name: str) -> str:
        return name if name in self.global_names else self.prefix + name


_RESERVED = Definition("lambda", "", "", -1, 0, 0, 0, 0, 0)
