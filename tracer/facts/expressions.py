"""Expressions: a subset of those of Python's `ast`."""

from __future__ import annotations

from msgspec.structs import force_setattr

from tracer.facts.base import Fact, share, share_line

LONGEST_NAME = 24
"""Longer strings are prose, of which no two are the same."""


class Name(Fact, frozen=True, tag="n"):
    """An identifier; the position is that of its token."""

    id: str
    line: int
    column: int

    def __post_init__(self) -> None:
        share(self, "id", self.id)
        share_line(self, self.line)


class Attribute(Fact, frozen=True, tag="a"):
    """`value.attr`; the position is that of the `attr` token, so that a reader can link it."""

    value: Expr
    attr: str
    line: int
    column: int

    def __post_init__(self) -> None:
        share(self, "attr", self.attr)
        share_line(self, self.line)


class Argument(Fact, frozen=True):
    """One argument of a call or one base of a class. `star` is "", "*" or "**"."""

    value: Expr
    keyword: str | None = None
    star: str = ""

    def __post_init__(self) -> None:
        if self.keyword is not None:
            share(self, "keyword", self.keyword)


class Call(Fact, frozen=True, tag="c"):
    """`func(*args)`; `line` is the first line of the whole expression, as in `ast`."""

    func: Expr
    args: tuple[Argument, ...]
    line: int
    end_line: int

    def __post_init__(self) -> None:
        share_line(self, self.line)
        if self.end_line == self.line:
            force_setattr(self, "end_line", self.line)


class Subscript(Fact, frozen=True, tag="s"):
    value: Expr
    index: Expr
    line: int


class Slice(Fact, frozen=True, tag="sl"):
    lower: Expr | None
    upper: Expr | None
    step: Expr | None


class Constant(Fact, frozen=True, tag="k"):
    """A literal. `value` is the evaluated text of a str (cut at 2,000 characters), else the source text.

    `kind` is one of str, bytes, int, float, complex, bool, None, Ellipsis.
    """

    kind: str
    value: str

    def __post_init__(self) -> None:
        share(self, "kind", self.kind)
        if len(self.value) < LONGEST_NAME:
            share(self, "value", self.value)


class Sequence(Fact, frozen=True, tag="q"):
    """A list, tuple or set display; `kind` says which."""

    kind: str
    elements: tuple[Expr, ...]

    def __post_init__(self) -> None:
        share(self, "kind", self.kind)


class Mapping(Fact, frozen=True, tag="m"):
    """A dict display; a key of None is `**value`."""

    items: tuple[tuple[Expr | None, Expr], ...]


class Lambda(Fact, frozen=True, tag="l"):
    """`definition` indexes `PythonFacts.definitions` (kind "lambda")."""

    definition: int


class IfExp(Fact, frozen=True, tag="i"):
    test: Expr
    body: Expr
    orelse: Expr


class BoolOp(Fact, frozen=True, tag="b"):
    """`and` / `or` over two or more values."""

    op: str
    values: tuple[Expr, ...]


class Binary(Fact, frozen=True, tag="o"):
    """`op` as written: `+`, `@`, `//` ..."""

    op: str
    left: Expr
    right: Expr
    line: int


class Unary(Fact, frozen=True, tag="u"):
    """`op` is `-`, `+`, `~` or `not`."""

    op: str
    operand: Expr
    line: int


class Compare(Fact, frozen=True, tag="r"):
    """`ops` as written: `<`, `is not`, `not in` ..."""

    left: Expr
    ops: tuple[str, ...]
    comparators: tuple[Expr, ...]
    line: int


class Await(Fact, frozen=True, tag="w"):
    value: Expr
    line: int


class Yield(Fact, frozen=True, tag="y"):
    value: Expr | None
    line: int


class YieldFrom(Fact, frozen=True, tag="yf"):
    value: Expr
    line: int


class Starred(Fact, frozen=True, tag="*"):
    value: Expr


class Clause(Fact, frozen=True):
    """One `for target in iter if conditions` of a comprehension."""

    target: Expr
    iter: Expr
    conditions: tuple[Expr, ...]
    line: int
    is_async: bool = False


class Comprehension(Fact, frozen=True, tag="p"):
    """`kind` is list, set, dict or generator; `value` is a dict comprehension's value."""

    kind: str
    element: Expr
    value: Expr | None
    clauses: tuple[Clause, ...]
    line: int


class Formatted(Fact, frozen=True, tag="f"):
    """The expressions inside an f-string (or implicitly concatenated ones).

    `template` is its text with `{}` for each expression and literal braces doubled, cut at 2,000 characters.
    `conversions` has a character for each of `values`, that after its `!` or a space; it is empty if none has one.
    """

    values: tuple[Expr, ...]
    template: str = ""
    conversions: str = ""


class Walrus(Fact, frozen=True, tag=":="):
    target: Expr
    value: Expr


Expr = (
    Name
    | Attribute
    | Call
    | Subscript
    | Slice
    | Constant
    | Sequence
    | Mapping
    | Lambda
    | IfExp
    | BoolOp
    | Binary
    | Unary
    | Compare
    | Await
    | Yield
    | YieldFrom
    | Starred
    | Comprehension
    | Formatted
    | Walrus
)


def dotted(expression: Expr | None) -> str | None:
    """`a.b.c` of a chain of attributes on a name, else None."""
    parts: list[str] = []
    while isinstance(expression, Attribute):
        parts.append(expression.attr)
        expression = expression.value
    if not isinstance(expression, Name):
        return None
    parts.append(expression.id)
    return ".".join(reversed(parts))
