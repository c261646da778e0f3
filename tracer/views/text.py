"""Results for a person to read."""

from __future__ import annotations

import re

_CONTROLS = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def plain(text: str) -> str:
    """`text` with control and bidirectional characters written as escapes.

    Names, paths and docstrings come from strangers' repositories: what they hold must neither move the cursor nor
    change the order in which a line reads.
    """
    return _CONTROLS.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
