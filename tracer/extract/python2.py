"""Python 2 in the spelling of Python 3, line for line: TensorFlow's first release and the Keras of its time.

Only what the grammars differ in is spelt anew. What the text means in Python 3 does not matter, as long as definitions,
imports, assignments and calls stand where they stood: `raise E, value` becomes two statements on one line, and the
names in `def f(a, (b, c))` parameters of their own. What the parser lacks of Python 3, brackets around a name that is
annotated (`(name): int = 1`), goes the same way. The tokens are read here, since `tokenize` refuses `0777` and
backticks from Python 3.12 on: the same bytes give the same facts on every version.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_TOKEN = re.compile(
    r"""
    (?P<skipped> [^\S\r\n]+ | \\(?:\r\n?|\n) | \#[^\r\n]* )
  | (?P<newline> \r\n? | \n )
  | (?P<string> [bBuU]?[rR]? (?:
        \"{3} [^"\\]* (?: (?: \\. | "(?!"") ) [^"\\]* )* \"{3}
      | '{3} [^'\\]* (?: (?: \\. | '(?!'') ) [^'\\]* )* '{3}
      | "(?!"") [^"\\\r\n]* (?: \\(?:\r\n|.) [^"\\\r\n]* )* "
      | '(?!'') [^'\\\r\n]* (?: \\(?:\r\n|.) [^'\\\r\n]* )* ' ) )
  | (?P<number> (?: 0[xX][\da-fA-F]+ | 0[bB][01]+ | 0[oO][0-7]+
      | (?: \d+\.?\d* | \.\d+ ) (?: [eE][-+]?\d+ )? ) [jJlL]? )
  | (?P<name> \w+ )
  | (?P<operator> <> | >> | [^"'\\] )
    """,
    re.VERBOSE | re.DOTALL,
)
_OPENS_A_BLOCK = frozenset(["class", "def", "elif", "else", "except", "finally", "for", "if", "try", "while", "with"])
_NO_ARGUMENT = frozenset({"(", ">>", "=", ".", ","})
"""After `print` or `exec`: the statement is an expression of Python 3 too."""
_OLD_OCTAL = re.compile(r"0\d+")


class _Token(NamedTuple):
    """From `start` up to `end` in the text; a pair of brackets has the `depth` of what is around it."""

    kind: str
    text: str
    start: int
    end: int
    depth: int


_Edit = tuple[int, int, str]
"""What stands from a place up to another, and what it becomes."""


def respelt(text: str) -> str | None:
    """The text as the parser reads it; None where nothing in it is spelt otherwise, or it has no tokens."""
    tokens = _tokens(text)
    if tokens is None:
        return None
    edits = sorted((*_of_tokens(tokens), *(edit for one in _statements(tokens) for edit in _of_statement(one, text))))
    parts: list[str] = []
    done = 0
    for start, end, new in edits:
        parts += (text[done:start], new)
        done = end
    return "".join((*parts, text[done:])) if edits else None


def _tokens(text: str) -> list[_Token] | None:
    """The tokens but for spaces and comments; None where a string has no end."""
    tokens = []
    place = depth = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            return None
        place = match.end()
        if (kind := match.lastgroup) and kind != "skipped":
            word = match.group()
            depth = max(0, depth - (kind == "operator" and word in ")]}"))
            tokens.append(_Token(kind, word, match.start(), place, depth))
            depth += kind == "operator" and word in "([{"
    return tokens


def _statements(tokens: Sequence[_Token]) -> Iterator[list[_Token]]:
    """The tokens of one simple statement, or head of a compound one, after another."""
    statement: list[_Token] = []
    lambdas = 0
    for token in tokens:
        if token.kind == "newline" and token.depth:
            continue
        is_end = token.kind == "newline" or (token.depth == 0 and token.text == ";")
        if token.depth == 0 and token.text == "lambda":
            lambdas += 1
        elif token.depth == 0 and token.text == ":":
            is_end = not lambdas and bool(statement) and statement[0].text in _OPENS_A_BLOCK
            lambdas = max(0, lambdas - 1)
        if not is_end or token.text == ":":
            statement.append(token)
        if is_end:
            yield statement
            statement, lambdas = [], 0
    yield statement


def _of_statement(statement: Sequence[_Token], text: str) -> Iterator[_Edit]:
    yield from _of_parameters(statement)
    if len(statement) < 2:
        return
    first, second, last = statement[0], statement[1], statement[-1]
    commas = [token for token in statement if token.depth == 0 and token.text == ","]
    if first.text in ("print", "exec") and second.text not in _NO_ARGUMENT:
        yield first.end, _space_after(first, text), "("
        yield last.end, last.end, ")"
    elif first.text == "(":
        yield from _of_annotated(statement)
    elif first.text == "raise":
        for comma in commas:
            yield comma.start, comma.end, ";"
    elif first.text == "except" and len(commas) == 1:
        target = statement[statement.index(commas[0]) + 1 :]
        if [token.kind for token in target] == ["name", "operator"]:
            yield commas[0].start, commas[0].end, " as "
        else:  # an attribute, or several names: no target of `as`, but what a tuple may hold
            yield first.end, _space_after(first, text), "("
            yield last.start, last.start, ")"


def _of_annotated(statement: Sequence[_Token]) -> Iterator[_Edit]:
    """The brackets around what an annotation follows: spaces behind it, as nothing may stand in front of it."""
    end = next((at for at, token in enumerate(statement) if token.text == ")" and token.depth == 0), None)
    if end is not None and end + 1 < len(statement) and statement[end + 1].text == ":":
        yield statement[0].start, statement[0].end, ""
        yield statement[end].start, statement[end].end, "  "


def _space_after(token: _Token, text: str) -> int:
    """The end of a space that something can be written over, so that what follows keeps its column."""
    return token.end + (text[token.end : token.end + 1] in (" ", "\t"))


def _of_parameters(statement: Sequence[_Token]) -> Iterator[_Edit]:
    """The brackets of parameters that are tuples, which become spaces."""
    for position, token in enumerate(statement):
        if token.text == "lambda":
            yield from _of_tuples(statement[position + 1 :], token.depth)
        elif position == 0 and token.text == "def":
            yield from _of_tuples(statement[3:], 1)


def _of_tuples(tokens: Sequence[_Token], depth: int) -> Iterator[_Edit]:
    """Of parameters that stand at a depth, followed by what follows them."""
    lambdas = 0
    before = ","
    for position, token in enumerate(tokens):
        if token.depth < depth or (token.depth == depth and token.text == ":" and not lambdas):
            return
        if token.depth > depth:
            continue
        lambdas += (token.text == "lambda") - (token.text == ":")
        if token.text == "(" and before == ",":
            yield from _of_tuple(tokens[position:], depth)
        before = token.text


def _of_tuple(tokens: Sequence[_Token], depth: int) -> Iterator[_Edit]:
    """Of a parameter that begins with the first token; with a default, each of its names gets one."""
    end = next((at for at, token in enumerate(tokens) if token.text == ")" and token.depth == depth), None)
    if end is None:
        return
    has_default = end + 1 < len(tokens) and tokens[end + 1].text == "="
    for token, following in zip(tokens[: end + 1], (*tokens[1 : end + 1], None), strict=True):
        if token.text in ("(", ")") or (token.text == "," and following is not None and following.text == ")"):
            yield token.start, token.end, " "
        elif token.text == "," and has_default:
            yield token.start, token.start, "=0"


def _of_tokens(tokens: Sequence[_Token]) -> Iterator[_Edit]:
    """Operators and literals that Python 3 no longer has."""
    quoted = False
    for token in tokens:
        if token.text == "`":
            quoted = not quoted
            yield token.start, token.end, "(" if quoted else ")"
        elif token.text == "<>":
            yield token.start, token.end, "!="
        elif token.kind == "number":
            if _OLD_OCTAL.fullmatch(token.text.rstrip("lL")) and token.text.strip("0lL"):
                yield token.start + 1, token.start + 1, "o"
            if token.text[-1] in "lL":
                yield token.end - 1, token.end, " "
        elif token.kind == "string" and token.text[:2].lower() == "ur":
            yield token.start, token.start + 2, " r"
