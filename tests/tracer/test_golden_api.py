"""Golden objects computed from small programs: the rules of TensorFlow's visitor, one at a time."""

from __future__ import annotations

import pytest

from tests.tracer.link.programs import program
from tracer.golden import ArgSpec, Golden
from tracer.link.names import link_names
from tracer.queries.golden_api import golden_api
from tracer.queries.golden_check import check

EXPORT = "from tensorflow.python.util.tf_export import tf_export\n"
BASE = {
    "tensorflow/__init__.py": "",
    "tensorflow/python/__init__.py": "from tensorflow.python import a\n",
    "tensorflow/python/util/tf_export.py": "def tf_export(*names, **kwargs): pass\n",
}
INSPECT = "tensorflow/python/util/tf_inspect.py"
WITH_KEYWORD_ONLY = "def _getargspec(target):\n  s = getfullargspec(target)\n  return s.args + s.kwonlyargs\n"
WITHOUT = "def _getargspec(target):\n  return getfullargspec(target).args\ndef getcallargs(f):\n  return f.kwonlyargs\n"


def computed(source: str, more: dict[str, str] | None = None, api: str = "v2") -> dict[str, Golden]:
    """The golden objects of a small TensorFlow with one module that exports."""
    made = program({**BASE, "tensorflow/python/a.py": EXPORT + source, **(more or {})})
    linked = link_names(made)
    return golden_api(made, {symbol.key: symbol for symbol in linked.symbols}, linked.exports, api)


@pytest.mark.parametrize(
    ("inspect", "expected"),
    [
        (WITH_KEYWORD_ONLY, ArgSpec(("a", "b", "c"), None, None, ("1", "2"))),
        (WITHOUT, ArgSpec(("a", "b"), None, None, ("1",))),
    ],
)
def test_keyword_only_arguments_are_listed_as_the_snapshots_own_inspection_does(
    inspect: str, expected: ArgSpec
) -> None:
    found = computed("@tf_export('nn.f')\ndef f(a, b=1, *, c=2): pass\n", {INSPECT: inspect})
    assert found["tensorflow.nn"].methods == {"f": expected}


def test_a_dataclass_has_the_constructor_that_is_written_for_it() -> None:
    source = "import dataclasses\n@tf_export('nn.C')\n@dataclasses.dataclass\nclass C:\n  a: int\n  b: int = 2\n"
    assert computed(source)["tensorflow.nn.C"].methods["__init__"] == ArgSpec(("self", "a", "b"), None, None, ("2",))


def test_typing_aliases_have_the_type_that_the_visitor_prints() -> None:
    source = "from typing import List, Union\nT = Union[int, str]\ntf_export('nn.T').export_constant(__name__, 'T')\n"
    source += "@tf_export('nn.C')\nclass C:\n  F = List[int]\n"
    found = computed(source)
    assert found["tensorflow.nn"].members["T"] == "typing.Union"
    assert found["tensorflow.nn.C"].members["F"] == "typing.Union"


def test_what_is_private_and_not_descended_into_is_the_snapshots_own_list() -> None:
    source = "@tf_export('nn.inner.A')\nclass A: pass\n@tf_export('nn.hidden.B')\nclass B: pass\n"
    visitor = "class V:\n  def __init__(self):\n    self._private_map = {'tf.nn': ['hidden']}\n"
    visitor += "    self._do_not_descend_map = {'tf.nn': ['inner']}\n"
    found = computed(source, {"tensorflow/tools/common/public_api.py": visitor})
    assert found["tensorflow.nn"].members == {"inner": "module"}
    assert not [path for path in found if path.startswith("tensorflow.nn.")]
    assert {"tensorflow.nn.inner.A", "tensorflow.nn.hidden.B"} <= set(computed(source))


def test_another_packages_export_of_a_name_of_tensorflow_gives_way() -> None:
    more = {"keras!keras/__init__.py": "", "keras!keras/cells.py": EXPORT + "@tf_export('nn.Cell')\nclass Cell: pass\n"}
    found = computed("@tf_export('nn.Cell')\nclass Cell: pass\n", more)
    assert found["tensorflow.nn.Cell"].is_instance[0] == "tensorflow.python.a.Cell"


def test_packages_that_other_distributions_fill_are_no_differences() -> None:
    outside = Golden("tensorflow.losses.L", "class", ("tf_keras.losses.L", "object"), {}, {})
    losses = Golden("tensorflow.losses", "module", (), {"L": "type"}, {"f": ArgSpec(("a", "b"), None, None, ())})
    ours = Golden("tensorflow.losses", "module", (), {"New": "type"}, {"f": ArgSpec(("a",), None, None, ())})
    summary = Golden("tensorflow.summary", "module", (), {}, {"image": ArgSpec(("x",), None, None, ())})
    empty = Golden("tensorflow.summary", "module", (), {}, {})
    expected = {one.path: one for one in (outside, losses, summary)}
    found = {one.path: one for one in (ours, empty)}
    modules = frozenset({"tensorflow.python"})
    assert [d.path for d in check(expected, found, modules).differences] == ["tensorflow.summary"]
    assert not check(expected, found, modules, frozenset({"tf.summary"})).differences


def test_each_name_that_differs_is_one_difference_said_once() -> None:
    """A constant beside a function, a module beside nothing, and what it would say again as a member of its parent."""
    theirs = Golden("tensorflow", "module", (), {"VERSION": "str", "same": "int"}, {"f": None})
    ours = Golden("tensorflow", "module", (), {"same": "int", "more": "module"}, {"VERSION": None, "f": None})
    more = Golden("tensorflow.more", "module", (), {}, {})
    found = check({theirs.path: theirs}, {one.path: one for one in (ours, more)}, frozenset({"tensorflow"}))
    assert [(d.path, d.member, d.expected, d.found) for d in found.differences] == [
        ("tensorflow", "VERSION", "str", "function without a Python signature"),
        ("tensorflow.more", "", None, "module"),
    ]


@pytest.mark.parametrize(
    ("path", "kind"),
    [("mock", "module"), ("lib.dtype", "function"), ("lib.Class", "type"), ("lib.FLAG", None), ("lib.__git__", None)],
)
def test_what_is_outside_goes_by_how_it_is_spelt(path: str, kind: str | None) -> None:
    module, _, name = path.rpartition(".")
    source = f"from {module} import {name}\n" if module else f"import {name}\n"
    found = computed(f"{source}tf_export('nn.x')({name})\n")["tensorflow.nn"]
    shown = "function" if "x" in found.methods else found.members["x"]
    assert shown == (kind or "object")
