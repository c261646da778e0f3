"""JSON for programs: one object a line, in ASCII, so that no terminal or locale can spoil it."""

from __future__ import annotations

import json

_encode = json.JSONEncoder(separators=(", ", ": ")).encode


def json_line(value: object) -> str:
    """`value` as one line of JSON."""
    return _encode(value)
