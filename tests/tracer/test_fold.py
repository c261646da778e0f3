"""Long lines on a terminal: folded at spaces, under a hanging indent; names and paths stay whole."""

from __future__ import annotations

import pytest

from tracer.views.style import Style
from tracer.views.text import fold, shown_width

PATH = "tensorflow/python/keras/engine/base_layer.py:12"
CASES = {
    "short": ("a  b", ["a  b"]),
    "fields move whole": (f"name of a thing  {PATH[11:]} x", ["name of a thing", f"    {PATH[11:]} x"]),
    "text is filled": (f"{'word ' * 14}end", [("word " * 10).rstrip(), f"    {'word ' * 4}end"]),
    "a long word goes to the left": (f"  where {PATH}", ["  where", f"   {PATH}"]),
}


@pytest.mark.parametrize("case", CASES)
def test_lines_fold(case: str) -> None:
    line, expected = CASES[case]
    assert fold(line, 50, "    ") == expected
    assert fold(line, None, "    ") == [line]


def test_colours_and_links_take_no_columns() -> None:
    style = Style(color=True, links=True, width=60)
    line = f"{style('f', 'bold')}  {style.link(PATH, '/somewhere/' + PATH, 'cyan')}"
    assert shown_width(line) == 3 + len(PATH)
    assert style.fold(line, "  ") == [line]
