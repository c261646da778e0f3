"""Signatures, seen through wrappers as TensorFlow's `tf_inspect` sees them; in the style of its golden files."""

from __future__ import annotations

import pytest

from tests.tracer.link.programs import program
from tracer.link.names import link_names

DECORATORS = """
import functools, contextlib
from tensorflow.python.util import tf_decorator

def marked(function):
    def inner(*args, **kwargs): pass
    return tf_decorator.make_decorator(function, inner)

def wrapped(function):
    @functools.wraps(function)
    def inner(*a, **k): pass
    return inner

def factory(option):
    def decorator(function):
        @functools.wraps(function)
        def inner(*b): pass
        return inner
    return decorator

def plain(function):
    def inner(instance, shape): pass
    return inner

def same(function):
    function.x = 1
    return function
"""
CASES = {
    "def f(a, b=1, *c, d, e=2, **g): pass": (("a", "b"), "c", "g", ("d", "e"), {"b": "1", "e": "2"}),
    "def f(a, /, b='x'): pass": (("a", "b"), None, None, (), {"b": "'x'"}),
    "async def f(a=-1, b=(1,), c=x.y(z=1)): pass": (
        ("a", "b", "c"), None, None, (), {"a": "-1", "b": "(1,)", "c": "x.y(z=1)"},
    ),
    "@marked\ndef f(a): pass": (("a",), None, None, (), {}),
    "@wrapped\ndef f(a): pass": ((), "a", "k", (), {}),
    "@factory(1)\ndef f(a): pass": ((), "b", None, (), {}),
    "@plain\ndef f(a): pass": (("instance", "shape"), None, None, (), {}),
    "@same\ndef f(a): pass": (("a",), None, None, (), {}),
    "@wrapped\n@marked\ndef f(a): pass": (("a",), None, None, (), {}),
    "@marked\n@wrapped\ndef f(a): pass": ((), "a", "k", (), {}),
    "@contextlib.contextmanager\ndef f(a): yield": ((), "args", "kwds", (), {}),
    "@undefined.thing(1)\ndef f(a): pass": (("a",), None, None, (), {}),
    "class f:\n  def __init__(self, a=1): pass": (("self", "a"), None, None, (), {"a": "1"}),
    "class A:\n  def __init__(self, a): pass\nclass f(A): pass": (("self", "a"), None, None, (), {}),
    "class f:\n  pass": (("self",), None, None, (), {}),
    "class f(collections.abc.Mapping): pass": None,
    "@dataclasses.dataclass\nclass f:\n  a: int\n  b: str = 'x'\n  c: list = dataclasses.field(default_factory=list)": (
        ("self", "a", "b", "c"), None, None, (), {"b": "'x'", "c": "list"},
    ),
    "import collections\nf = collections.namedtuple('f', 'a b')": (("_cls", "a", "b"), None, None, (), {}),
    "import collections\nf = collections.namedtuple('f', 'a b c', defaults=(1, x))": (
        ("_cls", "a", "b", "c"), None, None, (), {"b": "1", "c": "x"},
    ),
    "import collections\nf = collections.namedtuple('f', 'a b', defaults=(None,) * 2)": (
        ("_cls", "a", "b"), None, None, (), {"a": "None", "b": "None"},
    ),
    "import typing as t\nclass f(t.NamedTuple):\n  a: int\n  b: str = 'x'\n  def c(self): pass": (
        ("_cls", "a", "b"), None, None, (), {"b": "'x'"},
    ),
    "from typing import NamedTuple as N\nclass A(N):\n  a: int\nclass f(A): pass": (
        ("_cls", "a"), None, None, (), {},
    ),
    "@dataclasses.dataclass\nclass f:\n  a: int\n  def __init__(self, other): pass": (
        ("self", "other"), None, None, (), {},
    ),
    "class A:\n  def __init__(self, a): pass\n@dataclasses.dataclass(init=False)\nclass f(A):\n  b: int": (
        ("self", "a"), None, None, (), {},
    ),
    "@dataclasses.dataclass(kw_only=True)\nclass f:\n  a: int\n  b: int = 1": (
        ("self",), None, None, ("a", "b"), {"b": "1"},
    ),
    "@dataclasses.dataclass\nclass f:\n  a: int\n  _: dataclasses.KW_ONLY\n  b: int = 1": (
        ("self", "a"), None, None, ("b",), {"b": "1"},
    ),
    "@dataclasses.dataclass\nclass f:\n  a: int = dataclasses.field(default=2, kw_only=True)\n  b: list"
    " = dataclasses.field(init=False)\n  c: 'ClassVar[int]' = 3\n  d: int = 4": (
        ("self", "d"), None, None, ("a",), {"a": "2", "d": "4"},
    ),
    "@dataclasses.dataclass\nclass A:\n  a: int\n  b: int = 1\n@dataclasses.dataclass(kw_only=True)\nclass f(A):"
    "\n  c: int\n  a: int": (("self", "b"), None, None, ("a", "c"), {"b": "1"}),
}  # fmt: skip


@pytest.mark.parametrize("source", CASES)
def test_signature(source: str) -> None:
    made = program(
        {"m.py": f"from d import *\nimport contextlib, collections.abc, dataclasses\n{source}", "d.py": DECORATORS}
    )
    symbol = next(row for row in link_names(made).symbols if row.key == "m:f")
    found = symbol.signature
    expected = CASES[source]
    assert (found and (found.args, found.varargs, found.varkw, found.kwonly, found.defaults)) == expected


def test_what_a_wrapper_that_takes_anything_hides_is_said() -> None:
    made = program(
        {
            "a.py": """
                from functools import wraps
                def watched(fn):
                  @wraps(fn)
                  def wrapper(*args, **kwargs): return fn(*args, **kwargs)
                  return wrapper
                class A:
                  @watched
                  def compile(self, optimizer="sgd", *, loss=None, **more): pass
                  @watched
                  def call(*args, **kwargs): pass
            """
        }
    )
    notes = {symbol.name: symbol.warnings for symbol in link_names(made).symbols}
    note = "a decorator wraps it; it is written as compile(self, optimizer='sgd', *, loss=None, **more)"
    assert (notes["compile"], notes["call"]) == ((note,), ())
