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
