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
    "x = 00, 00L, 017L, 1.5e3": "x = 00, 00 , 0o17 , 1.5e3",
    "x = ur'a'": "x =  r'a'",
    "x = 'a\\\r\nb'\r\nprint x": "x = 'a\\\r\nb'\r\nprint(x)",
    "print [x for x in y]": "print([x for x in y])",
    "print   x": "print(  x)",
    'print"x"': 'print("x")',
    "print \\\n  x, \\\n  y": "print(\\\n  x, \\\n  y)",
    "print lambda: 3": "print(lambda: 3)",
    "if lambda: 3: print lambda x: x; print y": "if lambda: 3: print(lambda x: x); print(y)",
    "else_ = 1\nprint {1: 2}, x[1:2]": "else_ = 1\nprint({1: 2}, x[1:2])",
    "try: pass\nexcept A, e.x: pass": "try: pass\nexcept(A, e.x): pass",
    "try: pass\nexcept A, (x, y): pass": "try: pass\nexcept(A, (x, y)): pass",
    "def f(self, (a, b)): pass": "def f(self,  a, b ): pass",
    "def f(a=(1, 2), (b, (c, d,),)=(1, (2, 3)), *e): pass": "def f(a=(1, 2),  b=0,  c=0, d    =(1, (2, 3)), *e): pass",
    "lambda (k, v): (k, v)": "lambda  k, v : (k, v)",
    "f(lambda x, (k,), y=lambda (z, w): z: (k, y), (1, 2))": "f(lambda x,  k  , y=lambda  z, w : z: (k, y), (1, 2))",
    "x = {lambda (a, b): a: (1, 2)}": "x = {lambda  a, b : a: (1, 2)}",
    "(x): int = 1": "x  : int = 1",
    "class A:\n    (x.y): int; (z): str = f(1)": "class A:\n    x.y  : int; z  : str = f(1)",
    "x = '\x0c'\nprint x": "x = '\x0c'\nprint(x)",
}
KEPT = [
    "def f(a, b=(1, 2)): return lambda c, d=(c, a): (c, d)",
    "x = lambda: (1, 2)",
    "x[a:(1, 2)]",
    "print(x), (y, z)",
    "print(1)",
    "print",
    "print >>f, 1",
    "print = 1",
    "(x, y)[a:b]",
    "(lambda: 3)()",
    "raise E(1, 2)",
    "except_ = 1, 2",
    "x = 'print y'  # print y",
]


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


def test_names_of_tuple_parameters_are_the_functions_own() -> None:
    facts, _ = extract(b"def f(self, (a, b)=(1, 2)):\n  print a\n")
    (definition,) = facts.definitions
    assert definition.parameters is not None
    assert [one.name for one in definition.parameters] == ["self", "a", "b"]


def test_an_error_is_told_of_the_text_as_it_was_written() -> None:
    facts, _ = extract(b"print 'x'\ndef f(:\n")
    assert [(problem.line, problem.severity) for problem in facts.problems] == [(1, "skipped")]
