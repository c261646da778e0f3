"""Lines of answers are JSON of their records, however their ops are put in."""

from __future__ import annotations

from typing import Any

import pytest

from tracer.views.json_output import WhereLines, json_line

MATMUL = {"op": "MatMul", "file": "é.cc", "kernels": [{"types": ["float"]}], "api_def": []}
ADD = {"op": "Add", "file": None, "kernels": [], "ops": []}
NASTY = 'a"ops": []b\\"ops": []'


def a_record(*ops: tuple[Any, ...]) -> dict[str, Any]:
    matches = [{"name": NASTY, "ops": each, "url": None, "warnings": ['"ops": []']} for each in ops]
    return {"query": NASTY, "snapshot": "s", "matches": matches}


@pytest.mark.parametrize(
    "record",
    [
        {**a_record(), "hint": {"did_you_mean": ['"ops": []'], "moved_to": None}},
        a_record(()),
        a_record((MATMUL,), (), (ADD, MATMUL)),
    ],
    ids=["no match", "no ops", "ops"],
)
def test_a_line_is_the_json_of_its_record(record: dict[str, Any]) -> None:
    lines = WhereLines()
    assert lines.line(record) == json_line(record) == lines.line(record)
