"""Every public class and function of the installed packages: the file and line that `inspect` gives."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.tracer import reachable
from tracer.index.build import Request, index
from tracer.queries.where import where
from tracer.store import Store


@pytest.fixture(scope="module")
def truth() -> list[tuple[str, str, str, int]]:
    pytest.importorskip("tensorflow")
    done = subprocess.run([sys.executable, reachable.__file__], capture_output=True, text=True, check=True)
    return [tuple(json.loads(line)) for line in done.stdout.splitlines() if line.startswith("[")]


@pytest.mark.installed
def test_file_and_line_are_those_of_inspect(truth: list[tuple[str, str, str, int]], tmp_path: Path) -> None:
    assert len(truth) > 10_000
    wrong: list[tuple[str, tuple[str, int], tuple[str | None, int | None] | None]] = []
    with Store.open_for_writing(tmp_path / "installed.db") as store:
        report = index(Request(["tensorflow", "keras"], calls=False), store, lambda *_: None)
        with store.snapshot(report.snapshot.name) as snapshot:
            for name, _, file, line in truth:
                matches = where(snapshot, name).matches
                found = (matches[0].file, matches[0].line) if matches else None
                if found != (file, line):
                    wrong.append((name, (file, line), found))
    share = 1 - len(wrong) / len(truth)
    print(f"{len(truth) - len(wrong)} of {len(truth)} = {share:.2%}")
    assert share >= 0.99, Counter(expected[0] for _, expected, _ in wrong).most_common(10)
