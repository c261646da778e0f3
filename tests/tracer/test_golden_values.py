"""Types that golden files record of values: the expression assigned in, the type's name out."""

from __future__ import annotations

import pytest

from tests.tracer.link.programs import program
from tracer.queries import golden_values

HEAD = """
import abc, collections, enum, typing
import six
from b import Colour, other, made

class C(object):
    attribute = 3
class Meta(type): pass
class Interface(six.with_metaclass(Meta, object)): pass
@six.add_metaclass(Meta)
class Added: pass
class Abstract(metaclass=abc.ABCMeta): pass
class Below(Interface): pass
class Mode(enum.Enum):
    FAST = 1
def f():
    if made:
        return "text"
def closure():
    def inner(): pass
    return inner
def unclear(x):
    return x
def in_with():
    with made as m:
        return [1]
def in_try():
    try:
        return {1}
    except ValueError:
        pass
"""
TYPES = {
    "1": "int",
    "1.5": "float",
    "'a'": "str",
    "b'a'": "bytes",
    "None": "NoneType",
    "True": "bool",
    "...": "ellipsis",
    "[1]": "list",
    "(1,)": "tuple",
    "{1}": "set",
    "{1: 2}": "dict",
    "[x for x in y]": "list",
    "{x: x for x in y}": "dict",
    "f'{x}'": "str",
    "1 < 2": "bool",
    "not x": "bool",
    "-1": "int",
    "1 + 2": "int",
    "None or 'a'": "str",
    "1 if x else 'a'": "int",
    "dict(a=1)": "dict",
    "frozenset([1])": "frozenset",
    "collections.defaultdict(list)": "collections.defaultdict",
    "property(f)": "property",
    "'a'.join(x)": "str",
    "C()": "a.C",
    "C": "type",
    "f": "function",
    "f()": "str",
    "closure()": "function",
    "in_with()": "list",
    "in_try()": "set",
    "unclear(1)": "object",
    "Interface": "a.Meta",
    "Added": "a.Meta",
    "Below": "a.Meta",
    "Abstract": "type",
    "Mode": "enum.EnumType",
    "Mode.FAST": "<enum 'Mode'>",
    "Colour.RED": "<enum 'Colour'>",
    "other": "int",
    "made": "b.Made",
    "collections": "object",
    "nothing": "object",
    "C.attribute": "int",
}
OTHER = "import enum\nclass Colour(enum.Enum):\n    RED = 1\nother = 7\nclass Made: pass\nmade = Made()\n"


@pytest.mark.parametrize("text", TYPES)
def test_type(text: str) -> None:
    made = program({"a.py": f"{HEAD}value = {text}\n", "b.py": OTHER})
    assert golden_values.type_of_value(made, "a:value") == TYPES[text]


def test_what_a_variable_stands_for() -> None:
    made = program({"a.py": "def f(): pass\nwrapped = deprecated('x')(f)\ng = f\n"})
    assert golden_values.target_of(made, "a:g") == "a:f"
    assert golden_values.target_of(made, "a:f") == "a:f"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("'a'", "a"), ("None", "None"), ("dtypes.float32", "<dtype: 'float32'>"), ("(1, 2)", "(1, 2)"), ("x.y", "x.y"),
     ("'\\\\n'", "\\n"), ("1e-07", "1e-07"), ("lambda x: x", "lambda x: x")],
)  # fmt: skip
def test_how_a_default_is_printed(text: str, expected: str) -> None:
    assert golden_values.printed(text) == expected


def test_keyword_only_arguments_are_listed_where_tf_inspect_lists_them() -> None:
    path = "tensorflow/python/util/tf_inspect.py"
    old = "def _getargspec(target):\n    return inspect.getargspec(target)\n"
    new = (
        "def _getargspec(target):\n    spec = inspect.getfullargspec(target)\n    return spec.args + spec.kwonlyargs\n"
    )
    assert not golden_values.lists_keyword_only(program({path: old}))
    assert golden_values.lists_keyword_only(program({path: new}))
    assert golden_values.lists_keyword_only(program({"a.py": ""}))
