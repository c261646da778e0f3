"""What `where` prints for people: written arguments, labels of kernels, which folder answers; JSON has its shape."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from tests.tracer.repositories import write
from tracer.cli import main

FILES = {
    "tensorflow/__init__.py": "",
    "tensorflow/python/training.py": """\
from functools import wraps
def watched(function):
    @wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)
    return wrapper
class Trainer:
    @watched
    def compile(self, optimizer="sgd", *, loss=None): pass
""",
    "tensorflow/core/ops/ops.cc": 'REGISTER_OP("Shine").Output("y: float");\n',
    "tensorflow/core/kernels/shine.cc": """\
REGISTER_KERNEL_BUILDER(Name("Shine").Device(DEVICE_CPU), Op);
REGISTER_KERNEL_BUILDER(Name("Shine").Device(DEVICE_CPU).Label("eager"), Op);
""",
}


@pytest.fixture
def lib(tmp_path: Path, warm: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    del warm
    write(tmp_path / "lib", FILES)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "lib"


def test_arguments_are_those_that_are_written(lib: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["where", "Trainer.compile", "--at", "./lib"]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert text.startswith("in tensorflow, from ./lib (named by --at) method")
    assert "Trainer.compile(self, optimizer='sgd', *, loss=None) at" in text
    assert "note a decorator wraps it, which takes (*args, **kwargs)" in text


def test_labels_of_kernels(lib: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["where", "Shine", "--at", "./lib"]) == 0
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines() if "kernel " in line]
    assert lines == [
        "kernel CPU tensorflow/core/kernels/shine.cc:1",
        "kernel CPU tensorflow/core/kernels/shine.cc:2 label eager",
    ]
    assert main(["where", "Shine", "--json", "--at", "./lib"]) == 0
    (match, *_) = json.loads(capsys.readouterr().out)["matches"]
    assert not {"labels", "op_callers"} & match.keys()
    assert [set(kernel) for kernel in match["ops"][0]["kernels"]] == [{"file", "line", "device", "types"}] * 2


def test_names_and_standard_input_are_not_read_together(
    lib: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("Shine\n"))
    assert main(["where", "Shine", "--stdin", "--json", "--at", str(lib)]) == 2
    assert "--stdin reads names from standard input, and Shine is given too" in capsys.readouterr().err
