"""Statements: a subset of those of Python's `ast`."""

from __future__ import annotations

from tracer.facts.base import Fact
from tracer.facts.expressions import Expr


class Expression(Fact, frozen=True, tag="e"):
    """An expression statement (docstrings are left out)."""

    value: Expr
    line: int


class Assign(Fact, frozen=True, tag="="):
    """`targets[0] = targets[1] = value`, or an annotated assignment, whose value may be missing."""

    targets: tuple[Expr, ...]
    value: Expr | None
    annotation: Expr | None
    line: int
    end_line: int


class AugAssign(Fact, frozen=True, tag="+="):
    target: Expr
    op: str
    value: Expr
    line: int


class Import(Fact, frozen=True, tag="im"):
    """`import name as asname`, one fact a name."""

    name: str
    asname: str | None
    line: int


class ImportFrom(Fact, frozen=True, tag="if"):
    """`from ..module import name as asname`, one fact a name; a star import has the name "*"."""

    module: str
    level: int
    name: str
    asname: str | None
    line: int


class Define(Fact, frozen=True, tag="d"):
    """A `def` or `class` stands here; `definition` indexes `PythonFacts.definitions`."""

    definition: int


class If(Fact, frozen=True, tag="?"):
    test: Expr
    body: tuple[Statement, ...]
    orelse: tuple[Statement, ...]
    line: int


class While(Fact, frozen=True, tag="wh"):
    test: Expr
    body: tuple[Statement, ...]
    orelse: tuple[Statement, ...]
    line: int


class For(Fact, frozen=True, tag="for"):
    target: Expr
    iter: Expr
    body: tuple[Statement, ...]
    orelse: tuple[Statement, ...]
    line: int
    is_async: bool = False


class With(Fact, frozen=True, tag="wi"):
    """`items` are (context manager, target or None)."""

    items: tuple[tuple[Expr, Expr | None], ...]
    body: tuple[Statement, ...]
    line: int
    is_async: bool = False


class Handler(Fact, frozen=True):
    """An `except type as name:` clause."""

    type: Expr | None
    name: str | None
    body: tuple[Statement, ...]
    line: int


class Try(Fact, frozen=True, tag="t"):
    body: tuple[Statement, ...]
    handlers: tuple[Handler, ...]
    orelse: tuple[Statement, ...]
    final: tuple[Statement, ...]
    line: int


class Return(Fact, frozen=True, tag="ret"):
    value: Expr | None
    line: int


class Raise(Fact, frozen=True, tag="rai"):
    exception: Expr | None
    cause: Expr | None
    line: int


class Delete(Fact, frozen=True, tag="del"):
    targets: tuple[Expr, ...]
    line: int


class Scope(Fact, frozen=True, tag="g"):
    """`global names` or `nonlocal names`; `kind` says which."""

    kind: str
    names: tuple[str, ...]


class Assert(Fact, frozen=True, tag="as"):
    test: Expr
    message: Expr | None
    line: int


class Case(Fact, frozen=True):
    """One `case`: its pattern as the expression that it looks like (see `extract.patterns`), the names it binds."""

    pattern: Expr
    binds: tuple[str, ...]
    guard: Expr | None
    body: tuple[Statement, ...]


class Match(Fact, frozen=True, tag="ma"):
    subject: Expr
    cases: tuple[Case, ...]
    line: int


class Jump(Fact, frozen=True, tag="j"):
    """`break` or `continue`."""

    kind: str


Statement = (
    Expression
    | Assign
    | AugAssign
    | Import
    | ImportFrom
    | Define
    | If
    | While
    | For
    | With
    | Try
    | Return
    | Raise
    | Delete
    | Scope
    | Assert
    | Match
    | Jump
)
