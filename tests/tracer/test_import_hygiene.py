"""What is loaded when: proven in fresh interpreters, since this one has everything loaded."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tracer.cli import COMMANDS, main

HEAVY = {
    "libcst", "networkx", "git", "rich", "textual", "msgspec", "numpy", "platformdirs", "rapidfuzz", "pygments",
    "shtab", "tree_sitter", "google.protobuf", "tensorflow", "keras", "multiprocessing", "subprocess", "asyncio",
}  # fmt: skip
_PROBE = """
import json, sys
from tracer.cli import main
try:
    status = main(sys.argv[1:])
except SystemExit as error:
    status = error.code
print(json.dumps([status, sorted(sys.modules)]), file=sys.stderr)
"""


def loaded(*arguments: str) -> set[str]:
    unmeasured = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    done = subprocess.run(
        [sys.executable, "-c", _PROBE, *arguments], capture_output=True, text=True, check=True, env=unmeasured
    )
    status, modules = json.loads(done.stderr.splitlines()[-1])
    assert status == 0, done.stderr
    return set(modules)


@pytest.fixture
def indexed(keras: Path, warm: Path) -> Path:
    assert main(["index", f"{keras}@v1", "--no-calls", "--jobs", "1", "--progress", "none"]) == 0
    return keras


@pytest.mark.parametrize("options", [[], ["--json"], ["--all"]])
@pytest.mark.parametrize("name", ["Sequential", "Model.fit", "tensorflow/python/keras/models.py:4"])
def test_a_warm_where_loads_sqlite_and_little_else(indexed: Path, name: str, options: list[str]) -> None:
    modules = loaded("where", name, *options)
    assert "sqlite3" in modules
    assert not modules & HEAVY
    assert not {module for module in modules if module.startswith(("tracer.extract", "tracer.tui", "tracer.facts"))}


def test_help_version_and_status_load_nothing_heavy(indexed: Path) -> None:
    assert not loaded("--help") & HEAVY
    assert not loaded("status") & HEAVY
    assert not loaded("cache", "dir") & HEAVY


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_help_of_a_command_loads_no_other(command: str) -> None:
    modules = loaded(command, "--help")
    assert not modules & {"libcst", "networkx", "git", "textual", "numpy", "tensorflow", "keras"}
    others = {f"tracer.cli.{name}" for name in COMMANDS if name != command}
    assert not modules & others


def test_indexing_never_imports_tensorflow_keras_or_the_reference(keras: Path, warm: Path) -> None:
    modules = loaded("index", str(keras), "--no-calls", "--jobs", "1", "--progress", "none")
    assert not modules & {"tensorflow", "keras", "reference_impl", "textual"}
