"""Python 2 in the spelling of Python 3, line for line: TensorFlow's first release and the Keras of its time.

Only what the grammars differ in is spelt anew. What the text means in Python 3 does not matter, as long as definitions,
imports, assignments and calls stand where they stood: `raise E, value` becomes two statements on one line.
"""

from __future__ import annotations

import io
import tokenize
from collections.abc import Iterator
from itertools import pairwise
from tokenize import TokenInfo

_Edit = tuple[tuple[int, int], tuple[int, int], str]
"""What stands from a place up to another (line, column), and what it becomes."""
_SKIPPED = (tokenize.NEWLINE, tokenize.NL, tokenize.COMMENT, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER)
_NO_ARGUMENT = frozenset({"(", ">>", "=", ".", ",", "["})
"""After `print` or `exec`: the statement is an expression of Python 3 too."""


def respelt(text: str) -> str | None:
    """The text as Python 3 spells it; None where nothing in it is Python 2's, or it has no tokens."""
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    except (tokenize.TokenError, SyntaxError):
        return None
    edits = sorted((*_of_tokens(tokens), *(edit for one in _statements(tokens) for edit in _of_statement(one))))
    if not edits:
        return None
    lines = list(io.StringIO(text))
    for (row, start), (_, end), new in reversed(edits):
        line = lines[row - 1]
        lines[row - 1] = f"{line[:start]}{new}{line[end:]}"
    return "".join(lines)


def _statements(tokens: list[TokenInfo]) -> Iterator[list[tuple[int, TokenInfo]]]:
    """The tokens of one simple statement, or head of a compound one, after another, each with its depth in brackets."""
    statement: list[tuple[int, TokenInfo]] = []
    depth = 0
    for token in tokens:
        if token.type == tokenize.NEWLINE or (depth == 0 and token.string in (";", ":") and token.type == tokenize.OP):
            if token.string == ":":
                statement.append((0, token))
            yield statement
            statement = []
        elif token.type not in _SKIPPED:
            depth -= token.type == tokenize.OP and token.string in ")]}"
            statement.append((depth, token))
            depth += token.type == tokenize.OP and token.string in "([{"


def _of_statement(statement: list[tuple[int, TokenInfo]]) -> Iterator[_Edit]:
    if len(statement) < 2:
        return
    first, second = statement[0][1], statement[1][1]
    commas = [token for depth, token in statement if depth == 0 and token.string == ","]
    if first.string in ("print", "exec") and second.string not in _NO_ARGUMENT and second.start[0] == first.end[0]:
        last = statement[-1][1]
        yield first.end, second.start, "("
        yield last.end, last.end, ")"
    elif first.string == "raise":
        for comma in commas:
            yield comma.start, comma.end, ";"
    elif first.string == "except" and len(commas) == 1:
        yield commas[0].start, commas[0].end, " as "


def _of_tokens(tokens: list[TokenInfo]) -> Iterator[_Edit]:
    """Operators and literals that Python 3 no longer has."""
    quoted = False
    for token, following in pairwise(tokens):
        touching = token.end == following.start
        if token.string == "`":
            quoted = not quoted
            yield token.start, token.end, "(" if quoted else ")"
        elif token.string == "<>" or (touching and (token.string, following.string) == ("<", ">")):
            yield token.start, following.end if token.string == "<" else token.end, "!="
        elif touching and token.type == tokenize.NUMBER and following.string in ("l", "L"):
            yield following.start, following.end, " "
        elif touching and token.string == "0" and following.type == tokenize.NUMBER:
            yield token.end, token.end, "o"
        elif touching and token.string in ("ur", "UR", "Ur", "uR") and following.type == tokenize.STRING:
            yield token.start, token.end, " r"
