"""Roles of the view models to colours of the theme. Text never goes through markup."""

from __future__ import annotations

from collections.abc import Iterable

from rich.style import Style
from rich.text import Text
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
}


def content(spans: Iterable[Span]) -> Content:
    """Spans as Textual content, in colours that follow the theme."""
    return Content.assemble(*((text, ROLES.get(role, "")) for text, role in spans))


def rich_text(spans: Iterable[Span], variables: dict[str, str]) -> Text:
    """Spans as Rich text, for trees, with the theme's variables filled in."""
    text = Text(no_wrap=True, end="")
    for piece, role in spans:
        text.append(piece, _rich_style(ROLES.get(role, ""), variables))
    return text


def _rich_style(spec: str, variables: dict[str, str]) -> Style:
    style = Style()
    for word in spec.split():
        if word.startswith("$"):
            style += _colour(variables.get(word[1:], ""))
        else:
            style += Style.parse(word)
    return style


def _colour(value: str) -> Style:
    # "auto 60%" and the like depend on the background, which Rich does not know: they become dim.
    return Style(color=value) if value.startswith("#") and len(value) == 7 else Style(dim=value.startswith("auto 6"))
