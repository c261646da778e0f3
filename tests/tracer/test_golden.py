"""Golden files: the reader on samples, and every answer on the clones of TRACER_TENSORFLOW_CLONE."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tracer.clones import clone_specs
from tests.tracer.golden import measure
from tracer.errors import SourceError
from tracer.golden import ArgSpec, Golden, parse
from tracer.store import Store

CLASS = r"""
path: "tensorflow.keras.Sequential"
tf_class {
  is_instance: "<class 'tensorflow.python.keras.engine.sequential.Sequential'>"
  is_instance: "<type 'object'>"
  member { name: "dtype" mtype: "<type 'property'>" }
  member_method {
    name: "__init__"
    argspec: "args=['self', 'layers'], varargs=None, keywords=kwargs, defaults=['None'], "
  }
  member_method { name: "c" }
}
"""


def test_a_class_is_read() -> None:
    assert parse(CLASS) == Golden(
        "tensorflow.keras.Sequential",
        "class",
        ("tensorflow.python.keras.engine.sequential.Sequential", "object"),
        {"dtype": "property"},
        {"__init__": ArgSpec(("self", "layers"), None, "kwargs", ("None",)), "c": None},
    )


def test_protos_and_broken_files() -> None:
    assert parse('path: "tensorflow.Event" tf_proto { descriptor { name: "Event" } }').kind == "proto"
    with pytest.raises(SourceError, match="not a golden file"):
        parse("tf_class {", "x.pbtxt")


@pytest.mark.clone
@pytest.mark.parametrize(
    "spec", clone_specs() or [pytest.param("", marks=pytest.mark.skip("no TRACER_TENSORFLOW_CLONE"))]
)
def test_answers_equal_the_golden_files(spec: str, tmp_path: Path) -> None:
    """What commas join is one snapshot: `tensorflow@v2.6.0,keras@v2.6.0`."""
    with Store.open_for_writing(tmp_path / "golden.db") as store:
        compared = {api: c for api, c in measure(spec.split(","), store).items() if c.classes.total}
    assert compared, "the revision has no golden files"
    for api, comparison in compared.items():
        print(f"{spec} {api}: {comparison}")
        assert comparison.classes.share >= 0.99, comparison.classes.misses
        assert comparison.found.share >= 0.99, comparison.found.misses
        assert comparison.signatures.share >= 0.985, comparison.signatures.misses
