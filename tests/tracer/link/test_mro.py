"""Method resolution orders: source in, names out, checked against Python where Python can run the source."""

from __future__ import annotations

import pytest

from tests.tracer.link.programs import program
from tracer.link.names import link_names
from tracer.link.symbols import python_name

RUNNABLE = {
    "diamond": "class A: pass\nclass B(A): pass\nclass C(A): pass\nclass D(B, C): pass",
    "mixins": "class X: pass\nclass Y: pass\nclass Z: pass\n"
    "class A(X, Y): pass\nclass B(Y, Z): pass\nclass D(A, B, Z): pass",
    "abc": "import abc\nclass A(abc.ABC): pass\nclass D(A): pass",
    "enum": "import enum\nclass D(enum.Enum):\n  A = 1",
    "exception": "class A(ValueError): pass\nclass D(A, KeyError): pass",
    "namedtuple base": "import collections\nclass D(collections.namedtuple('D', 'a b')): pass",
    "namedtuple under another name": "import collections\n_T = collections.namedtuple('T', 'a b')\nclass D(_T): pass",
    "NamedTuple": "import typing\nclass D(typing.NamedTuple):\n  a: int",
    "generic": "import typing\nT = typing.TypeVar('T')\nclass A(typing.Generic[T]): pass\nclass D(A[int]): pass",
    "nested": "class A:\n  class D: pass\nclass D(A.D): pass",
    "rebound": "class D: pass\nOld = D\nclass D(Old): pass",
}


@pytest.mark.parametrize("case", RUNNABLE)
def test_orders_are_pythons(case: str) -> None:
    source = RUNNABLE[case]
    namespace: dict[str, object] = {"__name__": "m"}
    exec(compile(source, "m.py", "exec"), namespace)
    cls = namespace["D"]
    assert isinstance(cls, type)
    expected = [f"{base.__module__}.{base.__qualname__}" for base in cls.__mro__]
    rows = {symbol.key: symbol for symbol in link_names(program({"m.py": source})).symbols}
    last = max(key for key in rows if key in ("m:D", "m:D#2"))
    assert list(rows[last].mro) == expected


def test_six_metaclass_and_stub_classes() -> None:
    made = program(
        {
            "a.py": "import six\nfrom b import Base\nfrom c import Made\n"
            "class C(six.with_metaclass(Meta, Base)): pass\nclass D(Made): pass",
            "b.py": "class Base: pass",
            "c.pyi": "class Made:\n  def __init__(self, x: int) -> None: ...",
        }
    )
    assert [python_name(key) for key in made.mro("a:C").keys] == ["a.C", "b.Base", "builtins.object"]
    order = ["a.D", "c.Made", "pybind11_builtins.pybind11_object", "builtins.object"]
    assert [python_name(key) for key in made.mro("a:D").keys] == order


def test_other_bases_are_named_as_one_writes_them() -> None:
    text = "import tf\nif hasattr(tf, 'legacy'):\n  B = tf.legacy.Adam\nelse:\n  B = tf.Adam\nclass D(B): pass"
    warnings = program({"m.py": text}).mro("m:D").warnings
    assert warnings == ("base B may also be tf.Adam (not (hasattr(tf, 'legacy')))",)


def test_what_can_not_be_ordered_or_found_is_said() -> None:
    made = program(
        {
            "a.py": "class A: pass\nclass B(A): pass\nclass C(A, B): pass\n"
            "class D(nothing.there()): pass\nclass E(E): pass"
        }
    )
    assert made.mro("a:C").keys == ("a:C", "a:A", "a:B", "<builtin>:object")
    assert "no consistent method resolution order" in made.mro("a:C").warnings[0]
    assert made.mro("a:D").unresolved == ("nothing.there()",)
    unresolved = {(row.kind, row.text) for row in link_names(made).unresolved}
    assert {("base", "nothing.there()"), ("base", "E")} <= unresolved


def test_bases_through_the_public_api_of_another_source() -> None:
    made = program(
        {
            "tensorflow/__init__.py": "",
            "tensorflow/python/module.py": "@tf_export('Module')\nclass Module: pass",
            "tensorflow/python/util.py": "def tf_export(*names): pass",
            "keras!keras/layer.py": "import tensorflow.compat.v2 as tf\nclass Layer(tf.Module): pass",
        }
    )
    assert made.mro("keras.layer:Layer").keys[1] == "tensorflow.python.module:Module"


def test_nested_spec_of_an_extension_type() -> None:
    made = program(
        {
            "t/extension_type.py": "class ExtensionType: pass\nclass ExtensionTypeSpec: pass",
            "a.py": "from t.extension_type import ExtensionType\nclass Shape(ExtensionType):\n  class Spec: pass",
        }
    )
    assert made.mro("a:Shape.Spec").keys[1] == "t.extension_type:ExtensionTypeSpec"
