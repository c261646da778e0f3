"""Python 2 is read too, each definition and call on its own line; what is neither language stays a problem."""

from __future__ import annotations

import pytest

from tracer.extract.python import extract
from tracer.extract.python2 import respelt

RESPELT = {
    'print "a", b': 'print("a", b)',
    'print "%d" % f(\n  x), "y"; g()': 'print("%d" % f(\n  x), "y"); g()',
    "if x: print y": "if x: print(y)",
    "exec code in names": "exec(code in names)",
    "raise E, (1, 2), trace": "raise E; (1, 2); trace",
    "try: pass\nexcept (A, B), e: pass": "try: pass\nexcept (A, B) as  e: pass",
    "x = `y`": "x = (y)",
    "if a <> b: pass": "if a != b: pass",
    "x = 0777, 10L, 0": "x = 0o777, 10 , 0",
    "x = ur'a'": "x =  r'a'",
    "x = '\x0c'\nprint x": "x = '\x0c'\nprint(x)",
}
KEPT = ["print(1)", "print", "print >>f, 1", "print = 1", "raise E(1, 2)", "except_ = 1, 2", "x = 'print y'  # print y"]


@pytest.mark.parametrize(("source", "expected"), RESPELT.items())
def test_what_the_grammars_differ_in_is_spelt_anew(source: str, expected: str) -> None:
    assert respelt(source) == expected
    facts, _ = extract(source.encode())
    assert not facts.problems


@pytest.mark.parametrize("source", [*KEPT, "def f(:", "'''"])
def test_what_is_no_python_2_is_left_alone(source: str) -> None:
    assert respelt(source) is None


def test_definitions_stay_on_their_lines() -> None:
    facts, _ = extract(b"import a\ndef f():\n  print 'x'\n\nclass C:\n  def m(self):\n    raise E, 'y'\n")
    assert [(one.name, one.line, one.end_line) for one in facts.definitions] == [("f", 2, 3), ("C", 5, 7), ("m", 6, 7)]


def test_an_error_is_told_of_the_text_as_it_was_written() -> None:
    facts, _ = extract(b"print 'x'\ndef f(:\n")
    assert [(problem.line, problem.severity) for problem in facts.problems] == [(1, "skipped")]
