"""The small part of a C preprocessor that registrations need: directives, statements, fragments, conditions.

Texts are scanned with regular expressions, never tokenised whole: a C++ file of TensorFlow holds a few registrations
among thousands of lines that nobody here has to understand. Rules: ISO C++, [cpp.replace] and [cpp.cond].
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from tracer.facts import MacroDefinition

_STRING = (
    r'R"(?P<raw>\w*+)\((?:[\s\S]*?\)(?P=raw)"|[\s\S]*+)|"(?:[^"\\\n]++|\\[\s\S])*+"?+'
    r"|'(?:[^'\\\n]|\\.){1,100}+'"
)
"""What is never closed goes on to the end, a string to that of its line, so that no text is looked through twice; a
character has few letters, and alone is the mark between digits."""
_COMMENT = r"//[^\n]*+|/\*(?:[\s\S]*?\*/|[\s\S]*+)"
_TOKEN = re.compile(_STRING + "|" + _COMMENT + r"|^[ \t]*#[^\n]*|[(){}\[\];,]", re.M)
_IDENTIFIER = re.compile(_STRING + r"|(?P<name>[A-Za-z_]\w*)")
_CONTINUES = re.compile(r"(?:\s|//[^\n]*+|/\*(?:[\s\S]*?\*/|[\s\S]*+)|#[^\n]*+\n)*+(\.|->|<<)")
_PLACEHOLDER = re.compile(r"__p(\d+)__")
_PASTE = re.compile(r"(?<!\s)\s*+##\s*+")
_SPACE = re.compile(r"\s+")
_OPENING = frozenset("([{")
_CLOSING = frozenset(")]}")

STATEMENT_LIMIT = 200_000
"""Characters read at most for one statement, so that a lost parenthesis does not swallow what follows."""


@dataclass(frozen=True, slots=True)
class Statement:
    """`name(arguments)rest` cut out of a text, comments and lambda bodies left out; `end` is where it ends."""

    name: str
    text: str
    arguments: tuple[str, ...]
    has_arguments: bool
    chained: bool
    end: int
    complete: bool


def read_statement(
    text: str, name: str, start: int, position: int, *, to_semicolon: bool, limit: int = STATEMENT_LIMIT
) -> Statement:
    """Reads the statement whose identifier `name` begins at `start` and ends at `position`.

    It ends with the call's closing parenthesis, or after the chain of member calls behind it; `to_semicolon` reads on
    to the `;` in any case (a chain may hold a macro that stands for further calls).
    """
    pieces: list[str] = [name]
    arguments: list[str] = []
    stack: list[tuple[str, int, bool]] = []
    argument = -1
    has_arguments = chained = False
    last = position
    limit = min(len(text), start + limit)
    for match in _TOKEN.finditer(text, position, limit):
        token = match.group()
        pieces.append(text[last : match.start()])
        last = match.end()
        if token in _OPENING:
            stack.append((token, len(pieces), False))
            pieces.append(token)
            if len(stack) == 1 and not has_arguments:
                argument = len(pieces)
                has_arguments = True
        elif token in _CLOSING:
            if not stack:
                return _statement(name, pieces, arguments, has_arguments, chained, match.start(), complete=True)
            opening, at, has_statements = stack.pop()
            if opening == "{" and has_statements:
                del pieces[at + 1 :]
            if not stack and argument >= 0:
                arguments.append("".join(pieces[argument:]).strip())
                argument = -1
            pieces.append(token)
            if not stack and not to_semicolon:
                following = _CONTINUES.match(text, last, limit)
                if following is None:
                    return _statement(name, pieces, arguments, has_arguments, chained, last, complete=True)
                chained = True
        elif token == ";":
            if not stack:
                return _statement(name, pieces, arguments, has_arguments, chained, last, complete=True)
            stack[-1] = (*stack[-1][:2], True)
            pieces.append(token)
        elif token == ",":
            # Commas separate macro arguments even between `<` and `>`: the preprocessor knows no templates.
            if len(stack) == 1 and argument >= 0:
                arguments.append("".join(pieces[argument:]).strip())
                argument = len(pieces) + 1
            pieces.append(token)
        elif token[0] in "\"'R" or token.lstrip().startswith("#"):
            pieces.append(token)
        else:
            pieces.append(" ")
    pieces.append(text[last:limit])
    if argument >= 0:
        arguments.append("".join(pieces[argument:]).strip())
    return _statement(name, pieces, arguments, has_arguments, chained, limit, complete=not stack)


def _statement(
    name: str, pieces: list[str], arguments: list[str], has_arguments: bool, chained: bool, end: int, *, complete: bool
) -> Statement:
    if arguments == [""]:
        arguments = []
    return Statement(name, "".join(pieces).strip(), tuple(arguments), has_arguments, chained, end, complete)


def strip_comments(text: str) -> str:
    """`text` with comments as blanks; strings stay whole."""
    if "/" not in text:
        return text
    return _TOKEN.sub(lambda match: " " if match.group()[:2] in {"//", "/*"} else match.group(), text)


# ------------------------------------------------------------------------------------------- definitions

_DEFINE = re.compile(r"\s*([A-Za-z_]\w*)(\(([^)]*)\))?([\s\S]*)")


def parse_define(text: str) -> tuple[str, tuple[str, ...] | None, str, int] | None:
    """Name, parameters (None: object-like) and body of what follows `#define`, and how many lines below it the body
    begins; continued lines stay lines."""
    text = text.replace("\\\n", "\n")
    match = _DEFINE.match(text)
    if match is None:
        return None
    name, call, parameters, body = match.groups()
    names = None
    if call is not None:
        names = tuple(part.strip() for part in parameters.split(",") if part.strip())
    plain = strip_comments(body)
    above = text[: len(text) - len(body)].count("\n") + plain[: len(plain) - len(plain.lstrip())].count("\n")
    return name, names, plain.strip(), above


def parametrise(body: str, parameters: tuple[str, ...] | None) -> str:
    """`body` with its parameters replaced by `__p0__`, `__p1__` ...; `#x` and `##` are resolved on the way."""
    if parameters:
        index = {name: number for number, name in enumerate(parameters)}
        if parameters[-1].endswith("..."):
            index["__VA_ARGS__"] = index[parameters[-1]]
            index[parameters[-1].removesuffix("...").strip() or "__VA_ARGS__"] = index[parameters[-1]]
        names = "|".join(sorted(map(re.escape, index), key=len, reverse=True))
        body = re.sub(rf"(?<!#)#\s*({names})\b", lambda match: f'"__p{index[match[1]]}__"', body)

        def replace(match: re.Match[str]) -> str:
            number = index.get(match["name"]) if match["name"] else None
            return match.group() if number is None else f"__p{number}__"

        body = _IDENTIFIER.sub(replace, body)
    return _PASTE.sub("", body) if "##" in body else body


def substitute(text: str, arguments: tuple[str, ...]) -> str:
    """`text` with its placeholders replaced by `arguments`; a missing argument is empty."""
    if "__p" not in text:
        return text

    def replace(match: re.Match[str]) -> str:
        number = int(match[1])
        return arguments[number] if number < len(arguments) else ""

    return _PLACEHOLDER.sub(replace, text)


def bind(parameters: tuple[str, ...] | None, arguments: tuple[str, ...]) -> tuple[str, ...]:
    """`arguments` as `parameters` take them: what a variadic parameter gathers is joined again."""
    if parameters and parameters[-1].endswith("...") and len(arguments) >= len(parameters):
        fixed = len(parameters) - 1
        return (*arguments[:fixed], ", ".join(arguments[fixed:]))
    return arguments


# --------------------------------------------------------------------------------------------- fragments

_DEPTH = 40


def expand(text: str, macros: Mapping[str, MacroDefinition], active: frozenset[str] = frozenset()) -> str:
    """`text` with every use of one of `macros` replaced; a macro is not expanded within itself."""
    if len(active) > _DEPTH:
        return text
    pieces: list[str] = []
    last = 0
    for match in _IDENTIFIER.finditer(text):
        name = match["name"]
        definition = macros.get(name) if name else None
        if definition is None or name in active or match.start() < last:
            continue
        end = match.end()
        arguments: tuple[str, ...] = ()
        if definition.parameters is not None:
            call = _call_after(text, name, match.start(), end)
            if call is None:
                continue
            arguments = tuple(expand(argument, macros, active) for argument in call.arguments)
            end = call.end
        body = parametrise(definition.text, definition.parameters)
        pieces.append(text[last : match.start()])
        pieces.append(expand(substitute(body, bind(definition.parameters, arguments)), macros, active | {name}))
        last = end
    return "".join(pieces) + text[last:] if pieces else text


def _call_after(text: str, name: str, start: int, end: int) -> Statement | None:
    """The call `name(...)` alone, without the chain behind it."""
    opening = _SPACE.match(text, end)
    if not text.startswith("(", opening.end() if opening else end):
        return None
    statement = read_statement(text[: closing(text, end)], name, start, end, to_semicolon=True)
    return statement if statement.complete else None


def closing(text: str, position: int) -> int:
    """Where the first bracket that opens from `position` on is closed again, or the text ends."""
    depth = 0
    for match in _TOKEN.finditer(text, position):
        if match.group() in _OPENING:
            depth += 1
        elif match.group() in _CLOSING:
            depth -= 1
            if depth <= 0:
                return match.end()
    return len(text)


def names_in(text: str) -> Iterator[str]:
    """The identifiers of `text` outside its strings."""
    for match in _IDENTIFIER.finditer(text):
        if match["name"]:
            yield match["name"]


# -------------------------------------------------------------------------------------------- conditions

DESKTOP = frozenset(
    {"__linux__", "__x86_64__", "__GNUC__", "__cplusplus", "INTEL_MKL", "ENABLE_MKL", "ENABLE_ONEDNN_V3"}
)
"""What a plain build for a Linux desktop without accelerators defines."""

_CONDITION = re.compile(r"\s*(defined\s*\(\s*\w+\s*\)|defined\s+\w+|&&|\|\||[!<>=]=|[!()<>]|\w+)")


@cache
def holds(condition: str | None, defined: frozenset[str] = DESKTOP) -> bool:
    """Whether a `#if` condition holds when just `defined` is defined; what cannot be read counts as true."""
    if not condition:
        return True
    tokens: list[str] = []
    position = 0
    while match := _CONDITION.match(condition, position):
        tokens.append(match[1])
        position = match.end()
    if condition[position:].strip():
        return True
    try:
        value, rest = _either(tokens, defined)
    except (IndexError, ValueError):
        return True
    return bool(value) if not rest else True


def _either(tokens: list[str], defined: frozenset[str]) -> tuple[int, list[str]]:
    value, tokens = _both(tokens, defined)
    while tokens[:1] == ["||"]:
        other, tokens = _both(tokens[1:], defined)
        value = int(bool(value) or bool(other))
    return value, tokens


def _both(tokens: list[str], defined: frozenset[str]) -> tuple[int, list[str]]:
    value, tokens = _comparison(tokens, defined)
    while tokens[:1] == ["&&"]:
        other, tokens = _comparison(tokens[1:], defined)
        value = int(bool(value) and bool(other))
    return value, tokens


_COMPARE = {
    "==": int.__eq__,
    "!=": int.__ne__,
    "<": int.__lt__,
    ">": int.__gt__,
    "<=": int.__le__,
    ">=": int.__ge__,
}


def _comparison(tokens: list[str], defined: frozenset[str]) -> tuple[int, list[str]]:
    value, tokens = _unary(tokens, defined)
    while tokens and tokens[0] in _COMPARE:
        compare = _COMPARE[tokens[0]]
        other, tokens = _unary(tokens[1:], defined)
        value = int(compare(value, other))
    return value, tokens


def _unary(tokens: list[str], defined: frozenset[str]) -> tuple[int, list[str]]:
    token, rest = tokens[0], tokens[1:]
    if token == "!":
        value, rest = _unary(rest, defined)
        return int(not value), rest
    if token == "(":
        value, rest = _either(rest, defined)
        if rest[:1] != [")"]:
            raise ValueError(token)
        return value, rest[1:]
    if token.startswith("defined"):
        return int(token.removeprefix("defined").strip(" ()\t") in defined), rest
    if token[0].isdigit():
        return int(token.rstrip("uUlL"), 0), rest
    if not (token[0].isalpha() or token[0] == "_"):
        raise ValueError(token)
    return int(token in defined), rest
