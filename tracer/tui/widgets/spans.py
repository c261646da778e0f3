"""Roles of the view models to colours of the theme. Text never goes through markup."""

from __future__ import annotations

from collections.abc import Iterable

from rich.color import Color as RichColor
from rich.style import Style
from rich.text import Text
from textual.color import Color
from textual.content import Content

from tracer.tui.models.text import Span

ROLES = {
    "dim": "$muted",
    "name": "",
    "module": "$secondary",
    "title": "$text bold",
    "heading": "$primary bold",
    "signature": "$syntax-function",
    "place": "$muted",
    "link": "$accent underline",
    "step": "$secondary",
    "chain": "$primary",
    "warning": "$warning",
    "error": "$error",
    "cycle": "$warning italic",
    "more": "$accent",
    "key": "$accent bold",
    "confidence-exact": "$success",
    "confidence-inferred": "$warning",
    "confidence-candidate": "$muted",
    "confidence-observed": "$accent bold",
    "kind-class": "$syntax-class bold",
    "kind-function": "$syntax-function",
    "kind-method": "$syntax-function",
    "kind-property": "$syntax-string",
    "kind-attribute": "$muted",
    "kind-constant": "$syntax-number",
    "kind-module": "$secondary",
    "kind-op": "$primary bold",
    "gutter": "$faint",
    "gutter-in": "$primary",
    "cursor-line": "on $panel",
    "cursor": "$background on $primary",
    "hover": "on $primary 30%",
    "link-exact": "$syntax-function underline",
    "link-observed": "$accent underline bold",
    "link-inferred": "$warning underline italic",
    "link-candidate": "$muted italic",
    "source-keyword": "$syntax-keyword",
    "source-type": "$syntax-keyword",
    "source-constant": "$syntax-number",
    "source-string": "$syntax-string",
    "source-docstring": "$syntax-docstring",
    "source-comment": "$syntax-comment italic",
    "source-preprocessor": "$syntax-decorator",
    "source-decorator": "$syntax-decorator",
    "source-number": "$syntax-number",
    "source-class": "$syntax-class bold",
    "source-function": "$syntax-function bold",
    "source-self": "$syntax-number italic",
    "source-builtin": "$syntax-builtin",
    "source-attribute": "$syntax-builtin",
}


def content(spans: Iterable[Span]) -> Content:
    """Spans as Textual content, in colours that follow the theme."""
    return Content.assemble(*((text, ROLES.get(role, "")) for text, role in spans))


class Palette:
    """Rich styles of the roles, for widgets that draw line by line: component classes, which Textual offers for it,
    are restyled one by one whenever the focus moves."""

    def __init__(self, variables: dict[str, str]) -> None:
        self._variables = variables
        self._known: dict[str, Style] = {}

    def __getitem__(self, role: str) -> Style:
        if role not in self._known:
            self._known[role] = self._style(ROLES.get(role, ""))
        return self._known[role]

    def text(self, spans: Iterable[Span]) -> Text:
        """Spans as Rich text."""
        text = Text(no_wrap=True, end="")
        for piece, role in spans:
            text.append(piece, self[role])
        return text

    def _style(self, spec: str) -> Style:
        words = spec.split()
        cut = words.index("on") if "on" in words else len(words)
        style = Style.combine([Style(), *map(self._front, words[:cut])])
        return style + self._ground(*words[cut + 1 :]) if cut < len(words) else style

    def _front(self, word: str) -> Style:
        return self._colour(word) if word.startswith("$") else Style.parse(word)

    def _colour(self, name: str) -> Style:
        value = self._variables.get(name[1:], "")
        # "auto 60%" and the like depend on the background, which Rich does not know: they become dim.
        return Style(dim=value.startswith("auto 6")) if value.startswith("auto") else Style(color=_parse(value))

    def _ground(self, name: str, share: str = "100%") -> Style:
        colour = Color.parse(self._variables.get(name[1:], "black"))
        below = Color.parse(self._variables.get("surface", "black"))
        return Style(bgcolor=below.blend(colour, int(share.rstrip("%")) / 100).rich_color)


def _parse(value: str) -> RichColor | None:
    return Color.parse(value).rich_color if value else None
