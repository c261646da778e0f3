"""JSON for programs: one object a line, in ASCII, so that no terminal or locale can spoil it."""

from __future__ import annotations

import json
from typing import Any

_encode = json.JSONEncoder(separators=(", ", ": ")).encode


def json_line(value: object) -> str:
    """`value` as one line of JSON."""
    return _encode(value)


class WhereLines:
    """The lines of many answers of `where`. Most of their text is that of a few ops, which stand behind many symbols:
    it is made once."""

    def __init__(self) -> None:
        self._texts: dict[int, tuple[object, str]] = {}

    def line(self, record: dict[str, Any]) -> str:
        """`json_line` of an answer's record (`WhereAnswer.as_json`)."""
        matches = [{**match, "ops": ()} for match in record["matches"]]
        # A key alone reads so: within a string the quotes would have backslashes.
        first, *others = _encode({**record, "matches": matches}).split('"ops": []')
        for match, text in zip(record["matches"], others, strict=True):
            first += f'"ops": [{", ".join(map(self._text, match["ops"]))}]{text}'
        return first

    def _text(self, op: object) -> str:
        known = self._texts.get(id(op))
        if known is None:
            known = self._texts[id(op)] = (op, _encode(op))
        return known[1]
