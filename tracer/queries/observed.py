"""Recordings and a snapshot: folding calls seen at run time onto its symbols, and how many the static graph had."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from tracer.linked import Symbol
from tracer.recorder import Observation, ObservedEdge, Recall, Recording, measure_recall, observe, suffixes
from tracer.sources.base import blob_hash
from tracer.store import Snapshot, rows
from tracer.store.rows import File

TIERS = ("exact", "inferred", "candidate")


def observe_in(snapshot: Snapshot, recording: Recording, *, anyway: bool = False) -> Observation:
    """The calls of a recording between symbols of the snapshot.

    Functions are found by file and qualified name, as a program may have run from other copies of the files than
    those that were indexed; of several with one name the one nearest to the recorded line is meant. What the body of
    a class calls, the function or module around it calls, as in the static graph. Functions of files that ran in
    another version than was indexed are left out, but where they are wanted `anyway`.
    """
    ran = _files_that_ran(snapshot, recording)
    files = {one.file.path: one.file for one in ran.values()}
    differing = frozenset() if anyway else frozenset(path for path, one in ran.items() if not one.is_same)
    symbols: dict[str, dict[str, list[Symbol]]] = {}

    def lookup(path: str, qualname: str, line: int) -> str | None:
        if path not in symbols:
            symbols[path] = _by_qualname(snapshot, files[path])
        found = symbols[path].get(qualname, [])
        nearest = min(found, key=lambda symbol: (abs(symbol.line - line), symbol.key), default=None)
        while nearest is not None and nearest.kind == "class":
            nearest = snapshot.symbol(nearest.parent) if nearest.parent is not None else None
        return None if nearest is None else nearest.key

    return observe(recording, files, lookup, differing)


class Agreement(NamedTuple):
    """How many of the files that ran have the content, or another content, of the file of that path in a snapshot."""

    same: int
    different: int

    @property
    def is_whole(self) -> bool:
        """Whether of what ran it has all that it has as it ran."""
        return self.same > 0 and not self.different

    @property
    def is_foreign(self) -> bool:
        """Whether most of what ran is another version of what was indexed."""
        return self.different > self.same


def agreement(snapshot: Snapshot, recording: Recording) -> Agreement:
    """Whether the files that ran are those that were indexed, by their contents."""
    ran = _files_that_ran(snapshot, recording).values()
    same = sum(one.is_same for one in ran)
    return Agreement(same, len(ran) - same)


class _Ran(NamedTuple):
    """The file of a snapshot that a file that ran is, by its path, and whether it has the same content."""

    file: File
    is_same: bool


def _files_that_ran(snapshot: Snapshot, recording: Recording) -> dict[str, _Ran]:
    """By path, the files that ran of those that the snapshot has."""
    indexed: dict[str, list[File]] = {}
    for file in snapshot.files():
        if file.kind == "python":
            indexed.setdefault(file.path, []).append(file)
    found: dict[str, _Ran] = {}
    for path in {place.file for call in recording.calls for place in (call.caller, call.callee)}:
        files = next((indexed[suffix] for suffix in suffixes(path) if suffix in indexed), ())
        if files and Path(path).is_file():
            blob = blob_hash(Path(path).read_bytes())
            found[path] = min((_Ran(file, file.blob == blob) for file in files), key=lambda one: not one.is_same)
    return found


def _by_qualname(snapshot: Snapshot, file: File) -> dict[str, list[Symbol]]:
    found: dict[str, list[Symbol]] = {}
    for symbol in snapshot.symbols_in(file.id):
        if symbol.kind == "module":
            found["<module>"] = [symbol]
        else:
            found.setdefault(symbol.qualname, []).append(symbol)
    return found


def recorded_edges(snapshot: Snapshot) -> tuple[ObservedEdge, ...]:
    """All calls that recordings have added to the snapshot."""
    return tuple(
        ObservedEdge(row.caller, row.callee, tuple(line for line, _ in row.sites), row.times, row.seconds)
        for row in snapshot.observations()
    )


def recall_of(snapshot: Snapshot, edges: Sequence[ObservedEdge]) -> Recall:
    """How many of `edges` the static call graph of the snapshot holds, by its confidence in them."""
    known: dict[str, dict[str, str]] = {}

    def static(caller: str, callee: str) -> str | None:
        if caller not in known:
            known[caller] = _strongest(snapshot, caller)
        return known[caller].get(callee)

    def is_function(key: str) -> bool:
        symbol = snapshot.symbol(key)
        return symbol is not None and symbol.kind not in ("module", "class")

    return measure_recall(edges, static, is_function)


def _strongest(snapshot: Snapshot, caller: str) -> dict[str, str]:
    best: dict[str, str] = {}
    for edge in snapshot.callees(caller):
        if edge.confidence in TIERS:
            known = best.get(edge.callee, TIERS[-1])
            best[edge.callee] = min(known, edge.confidence, key=TIERS.index)
    return best


def run_of(
    script: Path, arguments: Sequence[str], recording: Recording, observation: Observation
) -> tuple[str, dict[str, Any], list[rows.Observation]]:
    """A recording as the store keeps it: the script's name, what is known of the run, and its calls."""
    details = {
        "arguments": list(arguments),
        "exit": recording.exit_status,
        "elapsed": recording.elapsed,
        "hooks": recording.hooks,
        "children": recording.children,
        "unwatched": recording.unwatched,
        "outside": sum(observation.outside.values()),
        "differing": sum(observation.differing.values()),
    }
    calls = [
        rows.Observation(e.caller, e.callee, "call", tuple((line, 0) for line in e.lines), e.count, e.seconds)
        for e in observation.edges
    ]
    return script_title(script), details, calls


def script_title(script: Path) -> str:
    """How a recording names its script: by its path from here where it lies below, else whole."""
    here = Path.cwd()
    path = script.resolve()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
