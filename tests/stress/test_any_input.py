"""Files that nest, flood or break off, through the whole of `tracer index`: each is named, and the index goes on."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.tracer.clones import clone_specs
from tests.tracer.repositories import write
from tracer.cli import main

Output = pytest.CaptureFixture[str]
MEMORY = 1 << 30

SMALL: dict[str, str | bytes] = {
    "parentheses.py": b"x = " + b"(" * 100_000 + b")" * 100_000,
    "ifs.py": b"".join(b" " * depth + b"if x:\n" for depth in range(5_000)) + b" " * 5_000 + b"pass\n",
    "unclosed.py": b"def f(" * 50_000,
    "nul.py": b"x = 1\0\n",
    "half.py": b"class C:\n    def f(self",
    "bytes.py": bytes(range(256)) * 50,
    "half.cc": b'REGISTER_OP("Half").Input("x: ' + b"<" * 50_000,
    "nested.cc": b'REGISTER_OP("A")' + b"(" * 50_000,
    "macros.cc": b"#define A A A\n" * 2_000 + b'REGISTER_OP("B");\nA\n',
}
NAMED = {"parentheses.py", "ifs.py", "unclosed.py", "nul.py", "half.py", "bytes.py"}
GOOD: dict[str, str | bytes] = {"good.py": "def good():\n    return good()\n", "BUILD": "x(" * 3_000}


def problems_after_index(folder: Path, capsys: Output, *options: str) -> dict[str, str]:
    """Index; the good file is found; returns the reasons by file that `tracer status` gives."""
    assert main(["index", str(folder), "--as", "one", "--jobs", "2", "--progress", "none", *options]) == 0
    capsys.readouterr()
    assert main(["where", "good", "--json", "--at", "one"]) == 0
    assert json.loads(capsys.readouterr().out)["matches"][0]["file"] == "good.py"
    assert main(["status", "--json", "--at", "one"]) == 0
    (snapshot,) = json.loads(capsys.readouterr().out)["snapshots"]
    skipped = {path: reason for source in snapshot["sources"] for path, reason in source["skipped_paths"]}
    return {**skipped, **{problem["file"]: problem["reason"] for problem in snapshot["problems"]}}


def test_hostile_files_are_named_and_the_index_goes_on(tmp_path: Path, warm: Path, capsys: Output) -> None:
    write(tmp_path / "odd", {**SMALL, **GOOD})
    problems = problems_after_index(tmp_path / "odd", capsys)
    assert problems.keys() >= NAMED
    assert all(reason.isprintable() and reason for reason in problems.values())


@pytest.mark.parametrize(
    ("name", "text"),
    {
        "deep.py": "x = " + "(" * 100_000,
        "deep.ipynb": "[" * 100_000,
        "deep.md": "```python\nx = " + "(" * 100_000 + "\n```\n",
        "long.py": "# a comment\n" * 1_500_000,
    }.items(),
    ids=lambda value: value if len(value) < 20 else "",
)
def test_a_document_that_crashes_the_parser_is_an_error(
    name: str, text: str, tmp_path: Path, warm: Path, capsys: Output
) -> None:
    write(tmp_path, {name: text, "pkg/good.py": "def good(): pass\n"})
    assert main(["index", str(tmp_path / "pkg"), "--as", "one", "--jobs", "1", "--progress", "none"]) == 0
    capsys.readouterr()
    assert main(["explain", str(tmp_path / name), "--at", "one"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.stress
def test_huge_files_are_named_and_the_index_goes_on(tmp_path: Path, warm: Path, capsys: Output) -> None:
    folder = tmp_path / "huge"
    write(folder, GOOD)
    with open(folder / "sparse.py", "wb") as stream:
        stream.truncate(200 << 20)
    with open(folder / "line.py", "wb") as stream:
        stream.write(b"x = [" + b"1, " * 17_000_000 + b"]")
    write(folder, {"many.py": "".join(f"def f{n}(x):\n    return f{n // 2}(x)\n" for n in range(100_000))})
    problems = problems_after_index(folder, capsys)
    assert {"sparse.py", "line.py"} <= problems.keys()
    if "many.py" not in problems:
        assert main(["where", "f99999", "--json", "--at", "one"]) == 0
        assert json.loads(capsys.readouterr().out)["matches"][0]["line"] == 199_999


# ------------------------------------------------------------------------------------------------- memory


@pytest.mark.stress
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize(
    "sources",
    [["networkx"], pytest.param(["tensorflow", "keras"], marks=pytest.mark.installed),
     *(pytest.param([*spec.split(","), "--tests"], marks=pytest.mark.clone) for spec in clone_specs())],
    ids=" ".join,
)  # fmt: skip
def test_memory_of_all_processes_stays_below_a_gibibyte(sources: list[str], warm: Path) -> None:
    """Proportional set sizes, summed over the indexer and its workers: a package that is installed for sure, the
    installed TensorFlow, the clones of TRACER_TENSORFLOW_CLONE with their tests."""
    command = [sys.executable, "-m", "tracer", "index", *sources, "--as", "one", "--jobs", "2",
               "--progress", "none"]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=Path(__file__).parents[2])
    peak = 0
    sampler = threading.Thread(target=process.wait)
    sampler.start()
    while sampler.is_alive():
        peak = max(peak, memory_of(process.pid))
        time.sleep(0.05)
    assert process.returncode == 0
    print(f"peak of {peak / 2**20:.0f} MiB")
    assert 0 < peak < MEMORY


def memory_of(process: int) -> int:
    """Bytes of a process and those that it started."""
    total = 0
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
    except OSError:
        return 0
    for line in rollup.splitlines():
        if line.startswith("Pss:"):
            total += int(line.split()[1]) * 1024
    return total + sum(memory_of(int(child)) for child in children)
