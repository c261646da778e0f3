"""What `tracer search` prints."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tracer.repositories import KERAS, write
from tracer.cli import main

CODES = """
from tensorflow.core.protobuf import error_codes_pb2
from tensorflow.python.util.tf_export import tf_export

tf_export("errors.ALL_FINE")(error_codes_pb2.ALL_FINE)
"""


def test_what_has_no_file_in_the_snapshot_is_said_to_be_elsewhere(
    tmp_path: Path, warm: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "clone", {**KERAS, "tensorflow/python/errors.py": CODES})
    assert main(["index", str(tmp_path / "clone"), "--no-calls", "--jobs", "1", "--progress", "none"]) == 0
    capsys.readouterr()
    assert main(["search", "ALL_FINE"]) == 0
    (line,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("tf.errors.ALL_FINE")]
    assert line.endswith("(tensorflow.core.protobuf.error_codes_pb2, not in this snapshot)")


@pytest.mark.parametrize(
    ("pattern", "is_open"),
    [("[", True), ("[]", True), ("[!]", True), ("*.zz[a", True), ("zz[ab]", False), ("zz[]]", False), ("zz]", False)],
)
def test_a_set_of_letters_that_has_no_end_is_pointed_out(
    pattern: str, is_open: bool, tmp_path: Path, warm: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "pkg", {"__init__.py": "def f(): pass\n"})
    assert main(["search", pattern, "--at", str(tmp_path / "pkg"), "--json"]) == 1
    capsys.readouterr()
    assert main(["search", pattern, "--at", str(tmp_path / "pkg")]) == 1
    told = capsys.readouterr().err
    assert f"nothing like {pattern!r} in pkg" in told
    assert ("no `]` closes its `[`" in told) == is_open
