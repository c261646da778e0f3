"""Classes of many kinds in a small TensorFlow: what golden files would list; the API as a table and as text."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from unittest import mock

import pytest

from tests.tracer.cpp.tensorflow_in_small import FILES
from tests.tracer.repositories import write
from tracer.cli import main
from tracer.golden import ArgSpec, Golden
from tracer.queries.api import golden_objects
from tracer.queries.golden_members import library_object
from tracer.queries.listing import diff, public_api
from tracer.store import Snapshot, Store

Output = pytest.CaptureFixture[str]
KINDS = """
import abc
import collections
import dataclasses
import enum
import six
import elsewhere
from unittest import mock

from tensorflow.python.util.tf_export import tf_export


@tf_export("kinds.Slots")
class Slots(object):
  __slots__ = ["left", "_right"]


@tf_export("kinds.Interface")
class Interface(six.with_metaclass(abc.ABCMeta, object)):
  @abc.abstractproperty
  def shape(self):
    pass

  @abc.abstractmethod
  def run(self, x, *args, **kwargs):
    pass

  @classmethod
  def make(cls, spec=None):
    return cls()

  @staticmethod
  def helper(a, b=(1, 2)):
    pass


@tf_export("kinds.OfPython2")
class OfPython2(object):
  __metaclass__ = abc.ABCMeta


class classproperty(object):
  def __init__(self, func):
    self._func = func

  def __get__(self, owner_self, owner_cls):
    return self._func(owner_cls)


@tf_export("kinds.Keys")
class Keys(object):
  LOSSES = "losses"

  @classproperty
  def OLD_LOSSES(cls):
    return cls.LOSSES

  @classproperty
  def COUNT(cls):
    return 3


tf_export("kinds.mock")(mock)
tf_export("kinds.shifted")(elsewhere.shifted)
tf_export("kinds.Shifter")(elsewhere.Shifter)


@tf_export("kinds.Options")
@dataclasses.dataclass
class Options:
  depth: int = 3
  name: str = "x"


class _Base(object):
  LIMIT = 10
  TABLE = {}
  inherited = property(lambda self: 1)
  shorter = lambda self, x: x

  def overridden(self, a):
    pass

  def _private(self):
    pass


@tf_export("kinds.Derived")
class Derived(_Base):
  def overridden(self, a, b=None):
    pass

  alias = overridden


@tf_export("kinds.Point")
class Point(collections.namedtuple("Point", "x, y")):
  __slots__ = ()

  def norm(self):
    return 0


@tf_export("keras.estimator.made")
def made():
  pass


@tf_export("kinds.Failure")
class Failure(ValueError):
  pass


@tf_export("kinds.Code")
class Code(enum.IntEnum):
  OK = 0
  FAILED = 1


def _late(self, value):
  pass


setattr(Slots, "none", None)
Derived.late = _late
"""
TEMPLATE = """
import sys as _sys
from tensorflow.python.platform import flags
_current_module = _sys.modules[__name__]
_current_module.initializers = _initializers
try:
  from elsewhere.api import estimator
  setattr(_current_module, "estimator", estimator)
except ImportError:
  pass
"""
TREE: dict[str, str | bytes] = {
    **FILES,
    "tensorflow/python/__init__.py": "from tensorflow.python.ops import math_ops, nn, kinds\n",
    "tensorflow/python/ops/kinds.py": KINDS,
    "tensorflow/python/platform/flags.py": "",
    "tensorflow/api_template.__init__.py": TEMPLATE,
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two versions, `one` and `two`, in a store."""
    from tracer.index.build import Request, index

    folder = tmp_path_factory.mktemp("kinds")
    later = KINDS.replace("def run(self, x,", "def run(self, x, y,").replace("kinds.Failure", "kinds.Error")
    write(folder / "one/tensorflow", TREE)
    write(folder / "two/tensorflow", {**TREE, "tensorflow/python/ops/kinds.py": later})
    with mock.patch.dict(os.environ, TRACER_CACHE_DIR=str(folder / "cache")), Store.open_for_writing() as store:
        for name in ("one", "two"):
            index(Request([str(folder / name / "tensorflow")], name=name, calls=False), store, lambda *_: None)
    return folder


@pytest.fixture
def snapshots(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Snapshot, Snapshot]]:
    monkeypatch.setenv("TRACER_CACHE_DIR", str(folder / "cache"))
    store = Store.open_for_reading()
    assert store is not None
    with store, store.snapshot("one") as one, store.snapshot("two") as two:
        yield one, two


@pytest.fixture
def golden(snapshots: tuple[Snapshot, Snapshot]) -> dict[str, Golden]:
    return {
        path.removeprefix("tensorflow.kinds."): found
        for path, found in golden_objects(snapshots[0], "v2").items()
        if path.startswith("tensorflow.kinds")
    }


def test_the_module(golden: dict[str, Golden]) -> None:
    names = {"Slots", "Interface", "OfPython2", "Options", "Derived", "Point", "Failure", "Code", "Shifter", "Keys"}
    assert set(golden["tensorflow.kinds"].members) == {*names, "mock"}
    assert golden["tensorflow.kinds"].members["mock"] == "module"
    assert set(golden["tensorflow.kinds"].methods) == {"shifted"}
    assert "EnumMeta" in golden["tensorflow.kinds"].members["Code"]


def test_slots_and_what_is_set_from_outside(golden: dict[str, Golden]) -> None:
    assert golden["Slots"].members["left"] == "member_descriptor"
    assert "_right" not in golden["Slots"].members
    assert golden["Derived"].methods["late"] == ArgSpec(("self", "value"), None, None, ())


def test_abstract_members(golden: dict[str, Golden]) -> None:
    interface = golden["Interface"]
    assert interface.members == {"shape": "abc.abstractproperty"}
    assert interface.methods["run"] == ArgSpec(("self", "x"), "args", "kwargs", ())
    assert interface.methods["make"] == ArgSpec(("cls", "spec"), None, None, ("None",))
    assert interface.methods["helper"] == ArgSpec(("a", "b"), None, None, ("(1, 2)",))


def test_what_a_class_body_says_for_python_2_is_descended_into(golden: dict[str, Golden]) -> None:
    assert golden["OfPython2"].members == {}
    metaclass = golden["OfPython2.__metaclass__"]
    assert metaclass.is_instance == ("type",)  # as the visitor writes `abc.ABCMeta`
    assert {"__init__", "mro", "register"} <= set(metaclass.methods)


def test_a_property_of_the_class_has_the_type_of_its_value(golden: dict[str, Golden]) -> None:
    assert golden["Keys"].members == {"LOSSES": "str", "OLD_LOSSES": "str", "COUNT": "int"}


def test_a_dataclass_has_the_constructor_that_is_written_for_it(golden: dict[str, Golden]) -> None:
    assert golden["Options"].methods["__init__"] == ArgSpec(("self", "depth", "name"), None, None, ("3", "x"))


def test_inherited_members_and_aliases(golden: dict[str, Golden]) -> None:
    derived = golden["Derived"]
    assert derived.members == {"LIMIT": "int", "TABLE": "dict", "inherited": "property"}
    spec = ArgSpec(("self", "a", "b"), None, None, ("None",))
    assert derived.methods["overridden"] == derived.methods["alias"] == spec
    assert derived.methods["shorter"] == ArgSpec(("self", "x"), None, None, ())
    assert "_private" not in derived.methods
    assert derived.is_instance[:2] == ("tensorflow.python.ops.kinds.Derived", "tensorflow.python.ops.kinds._Base")


def test_named_tuples_exceptions_and_enumerations(golden: dict[str, Golden]) -> None:
    assert golden["Point"].members == {"x": "property", "y": "property"}
    assert set(golden["Point"].methods) == {"__init__", "count", "index", "norm"}
    assert "args" in golden["Failure"].members
    assert golden["Code"].members == {"OK": "<enum 'Code'>", "FAILED": "<enum 'Code'>"}


def test_what_the_template_binds(snapshots: tuple[Snapshot, Snapshot]) -> None:
    members = golden_objects(snapshots[0], "v2")["tensorflow"].members
    assert members["initializers"] == "module"
    assert members["kinds"] == "module"
    assert "estimator" not in members


# ------------------------------------------------------------------------------------------------ the table


def test_the_table_of_public_names(snapshots: tuple[Snapshot, Snapshot]) -> None:
    entries = public_api(snapshots[0])
    run = entries["tf.kinds.Interface.run"]
    assert (run.kind, run.owner, run.file) == ("method", "tf.kinds.Interface", "tensorflow/python/ops/kinds.py")
    assert entries["tf.kinds.Derived.overridden"].place == "tensorflow.python.ops.kinds.Derived.overridden"
    raw = entries["tf.raw_ops.MatMul"].signature
    assert raw is not None
    assert (raw.args, raw.kwonly) == ((), ("a", "b", "transpose_a", "name"))
    assert not [name for name in entries if "_private" in name]


def test_the_difference_of_two_versions(snapshots: tuple[Snapshot, Snapshot]) -> None:
    changes = {(change.kind, change.name) for change in diff(*snapshots).changes}
    assert changes == {
        ("re-signed", "tf.kinds.Interface.run"), ("added", "tf.kinds.Error"), ("removed", "tf.kinds.Failure"),
    }  # fmt: skip


# ------------------------------------------------------------------------------------------- command line


def said(capsys: Output, *arguments: str, status: int = 0) -> list[str]:
    capsys.readouterr()
    assert main(list(arguments)) == status, capsys.readouterr().err
    return capsys.readouterr().out.splitlines()


@pytest.fixture
def inside(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TRACER_CACHE_DIR", str(folder / "cache"))
    monkeypatch.chdir(tmp_path)
    return folder


def test_the_api_as_text(inside: Path, capsys: Output) -> None:
    lines = said(capsys, "api", "--prefix", "tf.kinds", "--at", "one")
    place = "tensorflow/python/ops/kinds.py"
    assert any(line.startswith("class     tf.kinds.Derived") and place in line for line in lines)
    assert any("tf.kinds.Interface" in line for line in lines)


def test_where_as_text_tells_of_ops_and_the_way(inside: Path, capsys: Output) -> None:
    text = "\n".join(said(capsys, "where", "tf.raw_ops.MatMul", "--at", "one"))
    for expected in ("generated function tf.raw_ops.MatMul", "tensorflow/core/ops/math_ops.cc:2", "kernel    CPU",
                     "tensorflow/core/kernels/matmul_op.cc", "_MatMulGrad", "api_def_MatMul.pbtxt"):  # fmt: skip
        assert expected in text
    several = said(capsys, "where", "Layer", "--all", "--at", "one")
    assert any("more, best first" in line for line in several)


@pytest.mark.parametrize("name", ["this.s", "antigravity.geohash", "idlelib.run.main", "os.nothing.deeper"])
def test_a_library_module_that_does_something_is_not_imported(name: str) -> None:
    assert library_object(f"<external>:{name}") is None
    assert not {"this", "antigravity", "idlelib"} & sys.modules.keys()


def test_the_library_is_read_by_name() -> None:
    assert library_object("<external>:collections.abc.Mapping") is Mapping
    assert library_object("<builtin>:KeyError") is KeyError
