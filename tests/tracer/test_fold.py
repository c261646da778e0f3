"""Long lines on a terminal: folded at spaces, under a hanging indent; names and paths stay whole."""

from __future__ import annotations

import pytest

from tracer.queries.source import Link, SourceText
from tracer.views.source_text import render_source
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


def test_calls_stand_behind_code_or_below_it() -> None:
    def link(line: int, callee: str, kind: str = "call") -> Link:
        return Link(line, 1, callee, "exact", kind)

    links = (
        link(2, "pkg.a:Model.fit"), link(2, "pkg.b:Tensor.__getattribute__", "attribute"),
        link(3, "pkg.b:Tensor.__add__", "operator"), link(4, f"pkg.a:{'long' * 10}"), link(4, f"pkg.a:{'name' * 10}"),
    )  # fmt: skip
    text = SourceText("a.py", "pkg", 1, ("def f():", "  m.fit(x)", "  x + y", "  g(x) + a_long_name(y)"), links)
    lines = list(render_source("f", text, Style(width=60)))[1:-1]
    assert lines == [
        "1  def f():",
        "2    m.fit(x)  ● Model.fit",
        "3    x + y  ● Tensor.__add__",
        "4    g(x) + a_long_name(y)",
        f"         ● {'long' * 10}",
        f"           ● {'name' * 10}",
    ]
    wide = list(render_source("f", text, Style()))[4]
    assert wide == f"4    g(x) + a_long_name(y)  ● {'long' * 10}  ● {'name' * 10}"
