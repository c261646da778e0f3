"""A file as the source pane shows it: safe lines, spans of highlighting, links and the definitions around a line.

Columns of the document are those of the drawn text: tabs are expanded, control characters replaced one for one.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace

from tracer.tui.gateway import Language, Link, Outline, SourceText
from tracer.tui.models.text import Span, display_column, expand_tabs, neutralise

HIGHLIGHT_LIMIT = 1_500_000
"""Texts longer than this many characters are shown without colours."""

LineSpans = tuple[tuple[str, str], ...]

ROLES = (
    ("Comment.Preproc", "preprocessor"),
    ("Comment", "comment"),
    ("Literal.String.Doc", "docstring"),
    ("Literal.String", "string"),
    ("Literal.Number", "number"),
    ("Keyword.Type", "type"),
    ("Keyword.Constant", "constant"),
    ("Keyword", "keyword"),
    ("Operator.Word", "keyword"),
    ("Name.Decorator", "decorator"),
    ("Name.Class", "class"),
    ("Name.Function", "function"),
    ("Name.Builtin.Pseudo", "self"),
    ("Name.Builtin", "builtin"),
    ("Name.Exception", "builtin"),
    ("Name.Attribute", "attribute"),
    ("Name.Tag", "keyword"),
)
"""Pygments token types, most special first, and the role each is drawn in."""

LEXERS = {"python": "python", "cpp": "cpp", "pbtxt": "protobuf"}


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """Immutable; `highlighted` is None until the lexer has run, which may come after the first drawing."""

    source: str
    path: str
    language: Language
    lines: tuple[str, ...]
    links: tuple[Link, ...] = ()
    outline: tuple[Outline, ...] = ()
    note: str | None = None
    highlighted: tuple[LineSpans, ...] | None = None

    @classmethod
    def of(cls, text: SourceText) -> SourceDocument:
        raw = text.text.split("\n")
        if raw and not raw[-1]:
            raw.pop()
        raw = [line.removesuffix("\r") for line in raw]
        links = tuple(sorted((_drawn(link, raw) for link in text.links), key=lambda link: (link.line, link.column)))
        lines = tuple(neutralise(expand_tabs(line)) for line in raw)
        return cls(text.source, text.path, text.language, lines, links, text.outline, text.note)

    @property
    def width(self) -> int:
        return max(map(len, self.lines), default=0)

    @property
    def gutter(self) -> int:
        """Digits that line numbers need."""
        return max(3, len(str(len(self.lines))))

    def links_of(self, line: int) -> tuple[Link, ...]:
        start = bisect_left(self.links, line, key=lambda link: link.line)
        end = bisect_right(self.links, line, key=lambda link: link.line)
        return self.links[start:end]

    def link_at(self, line: int, column: int) -> Link | None:
        return next((link for link in self.links_of(line) if 0 <= column - link.column < link.length), None)

    def next_link(self, line: int, column: int) -> Link | None:
        """The first link after a position."""
        index = bisect_right(self.links, (line, column), key=lambda link: (link.line, link.column))
        return self.links[index] if index < len(self.links) else None

    def previous_link(self, line: int, column: int) -> Link | None:
        """The last link before a position."""
        index = bisect_left(self.links, (line, column), key=lambda link: (link.line, link.column))
        return self.links[index - 1] if index else None

    def enclosing(self, line: int) -> Outline | None:
        """The innermost definition around a line."""
        around = (item for item in self.outline if item.line <= line <= item.end_line)
        return min(around, key=lambda item: item.end_line - item.line, default=None)

    def find(self, needle: str, after: int) -> int | None:
        """The next line after `after` (from 1) with `needle` in it, any case, going round at the end."""
        wanted = needle.lower()
        count = len(self.lines)
        order = (*range(after, count), *range(min(after, count)))
        return next((index + 1 for index in order if wanted in self.lines[index].lower()), None)

    def spans_of(self, line: int) -> LineSpans:
        """The pieces of a line with their roles."""
        if self.highlighted is not None and line <= len(self.highlighted):
            return self.highlighted[line - 1]
        return ((self.lines[line - 1], ""),)

    def with_highlighting(self) -> SourceDocument:
        """The document with colours: what a worker computes."""
        lexer = LEXERS.get(self.language)
        if lexer is None or sum(map(len, self.lines)) > HIGHLIGHT_LIMIT:
            return self
        return replace(self, highlighted=highlight(self.lines, lexer))


def _drawn(link: Link, raw: list[str]) -> Link:
    if not 0 < link.line <= len(raw):
        return link
    return replace(link, column=display_column(raw[link.line - 1], link.column))


def highlight(lines: tuple[str, ...], lexer_name: str) -> tuple[LineSpans, ...]:
    """Spans of each line by Pygments; a line that the lexer disagrees about stays plain."""
    from pygments.lexers import get_lexer_by_name

    lexer = get_lexer_by_name(lexer_name, stripnl=False, ensurenl=False)
    roles: dict[object, str] = {}
    result: list[LineSpans] = []
    current: list[tuple[str, str]] = []
    for token, value in lexer.get_tokens("\n".join(lines)):
        if token not in roles:
            roles[token] = role_of(str(token).removeprefix("Token."))
        first, *rest = value.split("\n")
        if first:
            current.append((first, roles[token]))
        for piece in rest:
            result.append(tuple(current))
            current = [(piece, roles[token])] if piece else []
    result.append(tuple(current))
    return tuple(
        spans if "".join(text for text, _ in spans) == line else ((line, ""),)
        for spans, line in zip(result, lines, strict=False)
    )


def role_of(token: str) -> str:
    """The role of a Pygments token type."""
    return next((role for prefix, role in ROLES if token.startswith(prefix)), "")


def surroundings(document: SourceDocument, line: int) -> tuple[Span, ...]:
    """What a line stands in, for whoever scrolled there."""
    around = document.enclosing(line)
    return (("in ", "dim"), (neutralise(around.key.partition(":")[2]), "name")) if around else ()


def describe(link: Link) -> tuple[str, ...]:
    """What a hover says of a link: name and signature, certainty, place."""
    from tracer.tui.models.confidence import MEANINGS, shape

    certainty = f"{shape(link.confidence)} {link.confidence}: {MEANINGS.get(link.confidence, '')}"
    lines = (
        link.target.name + (link.signature or ""),
        certainty,
        str(link.target.place or "no source in this snapshot"),
    )
    return tuple(neutralise(line) for line in lines)
