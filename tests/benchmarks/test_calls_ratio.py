"""What linking the call graph costs beside `libcst.parse_module` alone, on the same files in the same run."""

from __future__ import annotations

import os
import time
from pathlib import Path

import libcst
import pytest

from tracer.facts import SourceFile
from tracer.link.calls import link_calls
from tracer.link.program import Program
from tracer.queries.directory import extract_directory
from tracer.queries.directory_names import module_name

pytestmark = pytest.mark.benchmark


def test_linking_calls_beside_the_parse(capsys: pytest.CaptureFixture[str]) -> None:
    """The index budget is 4 x the parse with two processes, of which extraction and names take 1.6: 2.4 remain for
    this pass in one process, which is 1.2 x the parse in one process."""
    directory = Path(os.environ.get("TRACER_BENCHMARK_TREE", Path(__file__).parents[2] / "tracer"))
    extracted, _ = extract_directory(directory)
    started = time.process_time()
    for path in extracted:
        libcst.parse_module((directory / path).read_bytes())
    parse = time.process_time() - started
    files = [SourceFile("tree", path, path, "python", *module_name(path)) for path in extracted]
    program = Program(files, lambda f: extracted[f.path][0], load_flow=lambda f: extracted[f.path][1])
    started = time.process_time()
    linked = link_calls(program)
    link = time.process_time() - started
    with capsys.disabled():
        print(f"\nlink calls / parse alone: {link / parse:.2f} ({len(files)} files, {len(linked.edges):,} edges)")
    assert link / parse < 1.2
