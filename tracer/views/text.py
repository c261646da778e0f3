"""Results for a person to read."""

from __future__ import annotations

import re

_CONTROLS = re.compile(
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff]"
)


def plain(text: str) -> str:
    """`text` with control and bidirectional characters, and bytes that are no UTF-8, written as escapes.

    Names, paths and docstrings come from strangers' repositories: what they hold must neither move the cursor nor
    change the order in which a line reads.
    """
    if text.isprintable():  # no such character is, and to ask costs next to nothing
        return text
    return _CONTROLS.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


INVISIBLE = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;;.*?\x1b\\")


def shown_width(text: str) -> int:
    """Columns of a text, without its colours and links."""
    return len(INVISIBLE.sub("", text))


def fold(line: str, width: int | None, hanging: str) -> list[str]:
    """`line` in lines of at most `width` columns, all but the first after `hanging`; in one line without a width.

    It breaks at spaces only, so that names and paths stay whole, and rather at two spaces, which part its fields. A
    word that is too long after `hanging` is moved to the left as far as it needs.
    """
    if width is None or shown_width(line) <= width:
        return [line]
    lines = [""]
    for gap, field in re.findall(r"(^ *|  +)((?:(?!  ).)+)", line):
        if shown_width(lines[-1] + gap + field) <= width:
            lines[-1] += gap + field
        elif lines[-1] and shown_width(hanging + field) <= width:
            lines.append(hanging + field)
        else:
            _fill(lines, gap + field, width, hanging)
    return lines


def _fill(lines: list[str], text: str, width: int, hanging: str) -> None:
    for gap, word in re.findall(r"( *)([^ ]+)", text):
        if not lines[-1].strip() or shown_width(lines[-1] + gap + word) <= width:
            lines[-1] += gap + word
        elif shown_width(hanging + word) <= width:
            lines.append(hanging + word)
        else:
            lines.append(" " * max(0, width - shown_width(word)) + word)
