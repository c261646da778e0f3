"""Where every token of a text stands, found in one pass of a regular expression.

libcst nodes carry no positions, and counting their whitespace costs more than all the rest of the traversal. The
traversal visits identifiers, literals and brackets in the order of the text, so it is enough to know where the
n-th of them ends: operators, whitespace and comments between them are stepped over here, in C.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from bisect import bisect_right
from functools import cache
from itertools import accumulate

_STRING = (
    r'(?:"(?:[^"\\\n]++|\\(?:\r\n|.))++"'
    r"|'(?:[^'\\\n]++|\\(?:\r\n|.))++'"
    r'|"""(?:[^"\\]++|\\(?:\r\n|.)|"(?!""))*+"""'
    r"|'''(?:[^'\\]++|\\(?:\r\n|.)|'(?!''))*+'''"
    r"""|""|'')"""
)
_STRING_PREFIX = r"(?:[rR][bB]?+|[bB][rR]?+|[uU])"
_NUMBER = (
    r"(?:0[xX][0-9a-fA-F_]++|0[bB][01_]++|0[oO][0-7_]++"
    r"|(?:[0-9][0-9_]*+\.?+[0-9_]*+|\.[0-9][0-9_]*+)(?:[eE][+-]?[0-9_]++)?+[jJ]?+)"
)


def _between(letters: str) -> str:
    """What may stand before a token: operators, whitespace, comments."""
    return rf"""(?:[^{letters}#"'()\[\]{{}}.]++|\#[^\n\r]*+|\.(?!\.\.|[0-9]))*+"""


def _token(letters: str, first: str, plain_first: str) -> re.Pattern[str]:
    """A token and what stands before it; the most frequent kinds come first, `plain_first` begins no string."""
    return re.compile(
        rf"{_between(letters)}(?:{plain_first}[{letters}]*+|[()\[\]{{}}]|{_STRING}|{_STRING_PREFIX}{_STRING}"
        rf"|{first}[{letters}]*+|{_NUMBER}|\.\.\.|\Z)",
        re.DOTALL,
    )


_LEADING = re.compile(_between(r"\w"))
_ASCII_TOKEN = _token("a-zA-Z0-9_", "[a-zA-Z_]", "[ac-qstv-zAC-QSTV-Z_]")
_TOKEN = _token(r"\w", r"[^\W\d]", r"[^\W\dbBrRuU]")

_FORMAT_PREFIX = r"(?:[fFtT][rR]?+|[rR][fFtT])"
_HAS_FORMAT_STRING = re.compile(r"[\"'](?:(?<=(?<!\w)[fFtT].)|(?<=(?<!\w)[fFtT][rR].)|(?<=(?<!\w)[rR][fFtT].))")
_UNTIL_FORMAT_STRING = re.compile(
    rf"(?:[^\w#\"']++|\#[^\n\r]*+|{_STRING_PREFIX}?+{_STRING}|(?!{_FORMAT_PREFIX}[\"'])\w++)*+"
    rf"({_FORMAT_PREFIX}(?:\"\"\"|'''|\"|'))",
    re.DOTALL,
)
_FORMAT_TEXT = {
    quote: re.compile(rf"\\N\{{[^}}{quote[0]}]*\}}|\\[^{{}}]|\{{\{{|\}}\}}|(?P<open>\{{)|(?P<close>{quote})", re.DOTALL)
    for quote in ('"""', "'''", '"', "'")
}
_RAW_FORMAT_TEXT = {
    quote: re.compile(rf"\\[^{{}}]|\{{\{{|\}}\}}|(?P<open>\{{)|(?P<close>{quote})", re.DOTALL)
    for quote in ('"""', "'''", '"', "'")
}
_FORMAT_SPEC = re.compile(r"(?P<open>\{)|(?P<close>\})")
_EXPRESSION_PART = re.compile(
    rf"\#[^\n\r]*+|(?P<format>{_FORMAT_PREFIX}(?:\"\"\"|'''|\"|'))|{_STRING_PREFIX}?+{_STRING}|\w++"
    r"|(?P<open>[(\[{])|(?P<close>[)\]}])|!=|(?P<conversion>!)|(?P<spec>:)",
    re.DOTALL,
)


class OutOfStepError(Exception):
    """Tree and tokens of a file do not agree: no position after `offset` could be trusted."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


class Tokens:
    """The identifiers, keywords, literals and brackets of a text.

    `texts[n]` is the n-th with what stands before it, `ends[n]` the offset behind it. A format string is two
    tokens, its opening and its closing quotes, with those of its expressions between them.
    """

    def __init__(self, text: str) -> None:
        self.texts: list[str] = []
        self.ends: list[int] = []
        self._token = _ASCII_TOKEN
        if not text.isascii():
            self._token = _TOKEN
            text = _unusual_letters().sub("_", text)
        if _HAS_FORMAT_STRING.search(text):
            self._add_with_format_strings(text)
        else:
            self._add(text, 0, len(text))

    def _add(self, text: str, start: int, end: int) -> None:
        found = self._token.findall(text, start, end)
        while found and _LEADING.fullmatch(found[-1]):
            found.pop()
        self.texts += found
        ends = accumulate(map(len, found), initial=start)
        next(ends)
        self.ends += ends

    def _add_one(self, token: str, end: int) -> None:
        self.texts.append(token)
        self.ends.append(end)

    def _add_with_format_strings(self, text: str) -> None:
        position = 0
        while match := _UNTIL_FORMAT_STRING.match(text, position):
            self._add(text, position, match.start(1))
            position = self._add_format_string(text, match[1], match.end())
        self._add(text, position, len(text))

    def _add_format_string(self, text: str, opening: str, position: int) -> int:
        """Add the tokens of the format string whose opening quotes end at `position`; where it ends."""
        self._add_one(opening, position)
        prefix = opening.rstrip("\"'")
        table = _RAW_FORMAT_TEXT if "r" in prefix.lower() else _FORMAT_TEXT
        position = self._add_replacements(text, position, table[opening[len(prefix) :]])
        self._add_one(opening[len(prefix) :], position)
        return position

    def _add_replacements(self, text: str, position: int, part: re.Pattern[str]) -> int:
        while match := part.search(text, position):
            position = match.end()
            if match.lastgroup == "close":
                return position
            if match.lastgroup == "open":
                position = self._add_replacement(text, position)
        raise OutOfStepError(position)

    def _add_replacement(self, text: str, position: int) -> int:
        """Add the tokens of one `{expression!conversion:spec}` from behind its brace; where it ends."""
        depth = 0
        start = position
        while match := _EXPRESSION_PART.search(text, position):
            position = match.end()
            group = match.lastgroup
            if group == "format":
                self._add(text, start, match.start())
                position = start = self._add_format_string(text, match[0], position)
            elif group == "open":
                depth += 1
            elif group == "close" and depth:
                depth -= 1
            elif group is not None and not depth:
                self._add(text, start, match.start())
                return position if group == "close" else self._end_of_replacement(text, position, group)
        raise OutOfStepError(position)

    def _end_of_replacement(self, text: str, position: int, group: str) -> int:
        if group == "conversion":
            match = re.compile(r"\s*\w+\s*([:}])").match(text, position)
            if match is None:
                raise OutOfStepError(position)
            position = match.end()
            if match[1] == "}":
                return position
        return self._add_replacements(text, position, _FORMAT_SPEC)


@cache
def _unusual_letters() -> re.Pattern[str]:
    """Characters that Python takes inside identifiers and `re` does not take as `\\w`."""
    marks = (chr(code) for code in range(128, sys.maxunicode + 1))
    found = [c for c in marks if ("a" + c).isidentifier() and not (c.isalnum() or c == "_")]
    return re.compile("[" + "".join(map(re.escape, found)) + "]")


def normalized(name: str) -> str:
    """`name` as Python spells it (NFKC)."""
    return name if name.isascii() else unicodedata.normalize("NFKC", name)


def line_starts(text: str) -> list[int]:
    """The offset at which each line begins; the end of the text closes the list."""
    if text.count("\r") != text.count("\r\n"):
        starts = [0, *(match.end() for match in re.finditer(r"\r\n?|\n", text))]
        starts.append(len(text) + 1)
        return starts
    return list(accumulate([len(line) + 1 for line in text.split("\n")], initial=0))


class Cursor:
    """A position in a text that only moves on, token by token."""

    __slots__ = ("ends", "index", "line", "line_end", "line_start", "starts", "text", "texts")

    def __init__(self, text: str) -> None:
        tokens = Tokens(text)
        self.text = text
        self.texts = tokens.texts
        self.ends = tokens.ends
        self.starts = line_starts(text)
        self.index = -1
        self.line = 1
        self.line_start = 0
        self.line_end = self.starts[1]

    def move(self, offset: int) -> None:
        """Make the line that holds `offset` the current one."""
        self.line = line = bisect_right(self.starts, offset, self.line)
        self.line_start = self.starts[line - 1]
        self.line_end = self.starts[line] if line < len(self.starts) else len(self.text) + 1

    def step(self) -> int:
        """Step over one token; the line it ends on."""
        self.index = index = self.index + 1
        end = self.ends[index]
        if end >= self.line_end:
            self.move(end)
        return self.line

    def here(self) -> int:
        """The line the current token ends on."""
        if self.index >= 0:
            end = self.ends[self.index]
            if end >= self.line_end:
                self.move(end)
        return self.line

    def ahead(self) -> int:
        """The line the next token begins on."""
        index = self.index + 1
        token = self.texts[index]
        start = self.ends[index] - 1
        if token[-1] in "\"'":
            start = self._string_start(index)
        if start >= self.line_end:
            self.move(start)
        return self.line

    def _string_start(self, index: int) -> int:
        token = self.texts[index]
        behind = self.ends[index] - len(token)
        match = _LEADING.match(token)
        return behind + (match.end() if match else 0)

    def expect(self, name: str) -> None:
        """Check that the current token is `name`, so that a file out of step is noticed."""
        if not self.texts[self.index].endswith(name) and name.isascii():
            raise OutOfStepError(self.ends[self.index])

    def check_end(self) -> None:
        """Check that every token was stepped over, so that no position can be wrong in silence."""
        if self.index != len(self.ends) - 1:
            raise OutOfStepError(self.ends[self.index] if self.ends else 0)

    def lines(self) -> int:
        """How many lines the text has; a line break at its end begins none."""
        return len(self.starts) - (2 if not self.text or self.text[-1] in "\r\n" else 1)
