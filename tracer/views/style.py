"""Colours and links for a terminal; plain text elsewhere. Own code, since a warm answer can't afford a library."""

from __future__ import annotations

from typing import NamedTuple

from tracer.views.text import fold, plain

_CODES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "blue": "34", "magenta": "35",
          "cyan": "36"}  # fmt: skip


class Style(NamedTuple):
    """How to write: `color` for SGR sequences, `links` for OSC 8 hyperlinks, `width` in columns (None: no line is
    folded, for other programs). Text given to it is made `plain`."""

    color: bool = False
    links: bool = False
    width: int | None = None

    def __call__(self, text: str, *looks: str) -> str:
        safe = plain(text)
        if not self.color or not looks or not safe:
            return safe
        return f"\x1b[{';'.join(_CODES[look] for look in looks)}m{safe}\x1b[0m"

    def fold(self, line: str, hanging: str) -> list[str]:
        """A styled line within the width: see `tracer.views.text.fold`."""
        return fold(line, self.width, hanging)

    def link(self, text: str, target: str | None, *looks: str) -> str:
        """`text` as a hyperlink to a URL, or to an absolute path."""
        shown = self(text, *looks)
        if not self.links or target is None:
            return shown
        from urllib.parse import quote

        url = quote(target, safe="%/:=&?~#+!$,;'@()*[]") if "://" in target else f"file://{quote(target)}"
        return f"\x1b]8;;{url}\x1b\\{shown}\x1b]8;;\x1b\\"
