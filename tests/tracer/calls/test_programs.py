"""Small programs, `tests/tracer/programs/`, each run and recorded: the graph must hold the calls made, no more.

Every line of these programs runs, so that what the graph has beyond the recording is false. What it rightly has beyond:
a call of a generator or coroutine function, which runs nothing yet, and edges past a wrapper to what is wrapped.
"""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tracer.graph import CallGraph
from tracer.linked import WRAPPERS, CallEdge
from tracer.queries.directory import call_graph

PROGRAMS = sorted((Path(__file__).parent.parent / "programs").iterdir())
RECORD = Path(__file__).with_name("record_program.py")
PAST_WRAPPERS = WRAPPERS | {"captured", "handed over"}

Place = tuple[str, int]
Pair = tuple[Place, Place]


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
def test_graph_is_what_ran(program: Path, tmp_path: Path) -> None:
    folder = _copied(program, tmp_path / "program")
    output = tmp_path / "pairs.json"
    subprocess.run([sys.executable, "-ISB", RECORD, folder, output], check=True, capture_output=True)
    made = {(tuple(caller), tuple(callee)) for caller, callee in json.loads(output.read_text())}
    assert made
    graph, problems = call_graph(folder)
    assert not problems
    told, suspended = _told(graph), _suspended(folder)
    missing = made - told.keys()
    false = {
        pair
        for pair, edge in told.items()
        if pair not in made
        and edge.rule not in PAST_WRAPPERS
        and not (pair[1] in suspended and edge.kind in ("call", "decorator"))
    }
    assert (missing, false) == (set(), set())
    assert not _exact_in_vain(graph)


def _copied(program: Path, folder: Path) -> Path:
    if program.is_dir():
        return Path(shutil.copytree(program, folder))
    folder.mkdir()
    shutil.copy(program, folder / "main.py")
    return folder


def _told(graph: CallGraph) -> dict[Pair, CallEdge]:
    """The strong edges between functions, and from modules to functions, by their places."""
    places = {
        key: (node.file, 0 if node.kind == "module" else node.line)
        for key, node in graph.nodes.items()
        if node.file is not None and node.line is not None
    }
    functions = {key for key in places if graph.nodes[key].kind not in ("class", "module")}
    return {
        (places[edge.caller], places[edge.callee]): edge
        for edge in graph.edges
        if edge.confidence != "candidate" and edge.caller in places and edge.callee in functions
    }


def _exact_in_vain(graph: CallGraph) -> list[tuple[str, tuple[int, int], set[str]]]:
    """Sites that are known to call exactly one thing, and exactly another one. Of edges with one site each: others are
    as sure as the best of theirs."""
    called: dict[tuple[str, tuple[int, int]], set[str]] = {}
    for edge in graph.edges:
        if edge.confidence == "exact" and edge.kind == "call" and len(edge.sites) == 1:
            called.setdefault((edge.caller, edge.sites[0]), set()).add(edge.callee)
    return [(caller, site, callees) for (caller, site), callees in called.items() if len(callees) > 1]


def _suspended(folder: Path) -> set[Place]:
    """Functions whose call runs nothing of them."""
    return {
        (path.relative_to(folder).as_posix(), node.lineno)
        for path in folder.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.AsyncFunctionDef)
        or (
            isinstance(node, ast.FunctionDef) and any(isinstance(x, (ast.Yield, ast.YieldFrom)) for x in ast.walk(node))
        )
    }
