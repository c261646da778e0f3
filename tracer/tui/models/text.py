"""Text from repositories made safe to draw: what could move the cursor or reorder a line is replaced one for one."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from textwrap import wrap

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
TAB_WIDTH = 4
Span = tuple[str, str]
"""A piece of text and the role it plays ("dim", "name", "confidence-exact" ...); widgets map roles to colours."""


@lru_cache(maxsize=4096)
def _safe_character(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\N{SYMBOL FOR DELETE}"
    if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}:
        return REPLACEMENT
    return character


def neutralise(text: str) -> str:
    """`text` with control, bidirectional and other invisible format characters made visible, length unchanged."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_safe_character, text))


def expand_tabs(line: str, width: int = TAB_WIDTH) -> str:
    """`line` with tabs as spaces up to the next multiple of `width`."""
    return line.expandtabs(width)


def display_column(line: str, column: int, width: int = TAB_WIDTH) -> int:
    """Where the character at `column` of `line` stands once tabs are expanded."""
    return column if "\t" not in line else len(line[:column].expandtabs(width))


def shorten_middle(text: str, width: int) -> str:
    """`text` cut to `width` characters, its start and, more of it, its end kept."""
    if len(text) <= width:
        return text
    if width <= 1:
        return text[:width]
    head = (width - 1) // 3
    return f"{text[:head]}…{text[len(text) - (width - 1 - head) :]}"


def fitted(spans: tuple[Span, ...], width: int) -> tuple[Span, ...]:
    """Spans that take `width` characters at most: the longest, such as a path, is cut in its middle."""
    over = sum(len(text) for text, _ in spans) - width
    if over <= 0:
        return spans
    longest = max(range(len(spans)), key=lambda index: len(spans[index][0]))
    text, role = spans[longest]
    return (*spans[:longest], (shorten_middle(text, max(1, len(text) - over)), role), *spans[longest + 1 :])


def wrapped(text: str, width: int) -> list[str]:
    """The lines of a message, those that are too long broken at blanks and indented as they began."""
    lines: list[str] = []
    for line in text.split("\n"):
        key = len(line) - len(line[1:].lstrip()) if line[1:2] == " " else 0
        lines += wrap(line, width, subsequent_indent=" " * key, replace_whitespace=False) or [""]
    return lines


def broken_at_parts(text: str, width: int, indent: int = 5) -> str:
    """`text` with a line break, and an indent, after a "/" or else a "." in words too long for a line of `width`."""
    room = width - indent
    if room < 20:
        return text

    def fit(match: re.Match[str]) -> str:
        pieces, rest = list[str](), match[0]
        while len(rest) > room:
            cut = (rest.rfind("/", 1, room) + 1) or (rest.rfind(".", 1, room) + 1)
            if not cut:
                break
            pieces.append(rest[:cut])
            rest = rest[cut:]
        return ("\n" + " " * indent).join([*pieces, rest])

    return re.sub(rf"\S{{{room + 1},}}", fit, text)


def plain(spans: tuple[Span, ...]) -> str:
    """The text of some spans."""
    return "".join(text for text, _ in spans)
