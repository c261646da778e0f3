"""Run-time truth: run a user's script watched, and say which symbols of a snapshot really called which.

The script runs in a child process (`tracer/recording/child.py`), because it is the user's code and not ours: it may
exit, crash, change the interpreter's state or need another interpreter. What comes back is folded onto the symbols of
a snapshot by file and qualified name, so that a recording made with the installed packages also serves a snapshot
taken from a repository.
"""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tracer.errors import RecordingError, UsageError

CHILD = Path(__file__).parent / "recording" / "child.py"

COMPREHENSION = re.compile(r"(\.<locals>)?\.?<(listcomp|setcomp|dictcomp|genexpr)>")


@dataclass(frozen=True, slots=True)
class CodePlace:
    """A function as the running program knew it: absolute file, `__qualname__`, first line (of its decorators)."""

    file: str
    qualname: str
    line: int


@dataclass(frozen=True, slots=True)
class RecordedCall:
    """`caller` called `callee` from `line`, `count` times, for `seconds` of wall time in all (callees included)."""

    caller: CodePlace
    callee: CodePlace
    line: int
    count: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Failure:
    """What a script ended with (`KeyError: 'x'`), the line of it that it got to, and the traceback."""

    error: str
    line: int | None
    traceback: str


@dataclass(frozen=True, slots=True)
class Recording:
    """One run of a script. `hooks` names what watched it; `failure` is what it ended with, if any; `children` were
    forked and recorded along, `unwatched` processes were started whose calls are not known."""

    calls: tuple[RecordedCall, ...]
    elapsed: float
    exit_status: int
    hooks: str
    failure: Failure | None
    children: int = 0
    unwatched: int = 0


@dataclass(frozen=True, slots=True)
class ObservedEdge:
    """A recorded call between two symbols of a snapshot; `lines` are the call sites in the caller's file."""

    caller: str
    callee: str
    lines: tuple[int, ...]
    count: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Observation:
    """A recording folded onto a snapshot; `outside` counts the functions of each file that the snapshot lacks,
    `differing` those of each that it has in another version."""

    edges: tuple[ObservedEdge, ...]
    outside: Mapping[str, int]
    differing: Mapping[str, int] = field(default_factory=dict)


def record(script: Path, arguments: Sequence[str] = (), python: str | None = None) -> Recording:
    """Runs `script` under `python` (by default the running interpreter), watched.

    The script's output goes where it always goes. Raises `UsageError` if there is no such script, `RecordingError` if
    the interpreter cannot be started or died before it could write its recording.
    """
    if not script.is_file():
        raise UsageError("there is no such script", where=str(script), hint="give the path of a Python file")
    with tempfile.TemporaryDirectory(prefix="tracer-record-", ignore_cleanup_errors=True) as folder:
        output = Path(folder) / "calls.json"
        command = [python or sys.executable, str(CHILD), str(output), str(script), *arguments]
        try:
            status = subprocess.run(command, check=False).returncode
        except OSError as error:
            raise RecordingError(
                f"the interpreter cannot be started, {error.strerror}", where=command[0], hint="check --python"
            ) from error
        if not output.is_file():
            older = "; --python needs a Python 3.9 or later" if python else ""
            raise RecordingError(
                f"the script's process ended with {_status_in_words(status)} before its calls could be written",
                where=str(script),
                hint=f"let it end through the end of the script or sys.exit, not os._exit{older}",
            )
        return read_recording(output)


def _status_in_words(status: int) -> str:
    return f"signal {signal.Signals(-status).name}" if status < 0 else f"status {status}"


def read_recording(path: Path) -> Recording:
    """Reads what the child process wrote, and what the processes that it forked did."""
    data = json.loads(path.read_text(encoding="utf-8"))
    parts = [
        data,
        *(json.loads(file.read_text(encoding="utf-8")) for file in sorted(path.parent.glob(f"{path.name}.*"))),
    ]
    calls = tuple(call for part in parts for call in _calls(part))
    children, forked = len(parts) - 1, sum(part["forked"] for part in parts)
    unwatched = sum(part["started"] for part in parts) + max(0, forked - children)
    failure = Failure(*data["failure"]) if data["failure"] else None
    return Recording(
        calls, data["elapsed"], data["exit"], data["hooks"], failure, children=children, unwatched=unwatched
    )


def _calls(data: Mapping[str, Any]) -> Iterator[RecordedCall]:
    codes = [CodePlace(*code) for code in data["codes"]]
    for caller, line, callee, count, seconds in data["calls"]:
        yield RecordedCall(codes[caller], codes[callee], line, count, seconds)


Lookup = Callable[[str, str, int], "str | None"]
"""(path in the snapshot, qualified name, first line) -> symbol key, None if the snapshot has no such symbol."""


def observe(
    recording: Recording, paths: Iterable[str], lookup: Lookup, differing: Set[str] = frozenset()
) -> Observation:
    """Folds a recording onto a snapshot whose files are `paths` and whose symbols `lookup` finds, but for the files
    `differing` that ran: the snapshot has other versions of them.

    A comprehension's frame counts as the function around it (Python 3.12 has no such frame). Calls of what lies
    outside the snapshot are left out and counted by file.
    """
    resolver = _Resolver(frozenset(paths), lookup, differing)
    lines: dict[tuple[str, str], set[int]] = defaultdict(set)
    totals: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0, 0.0])
    for call in recording.calls:
        if _is_own_frame(call):
            continue
        caller, callee = resolver.symbol(call.caller), resolver.symbol(call.callee)
        if caller is None or callee is None:
            continue
        lines[caller, callee].add(call.line)
        totals[caller, callee][0] += call.count
        totals[caller, callee][1] += call.seconds
    edges = tuple(
        ObservedEdge(*pair, tuple(sorted(lines[pair])), int(totals[pair][0]), totals[pair][1]) for pair in sorted(lines)
    )
    return Observation(edges, dict(sorted(resolver.outside.items())), dict(sorted(resolver.differing.items())))


def _is_own_frame(call: RecordedCall) -> bool:
    """Whether the callee is a comprehension run by the function around it: no call anybody wrote."""
    return COMPREHENSION.search(call.callee.qualname) is not None and call.caller.file == call.callee.file


class _Resolver:
    """Finds the snapshot's symbol of a code place, once for each place."""

    def __init__(self, paths: frozenset[str], lookup: Lookup, differing: Set[str]) -> None:
        self._paths = paths
        self._lookup = lookup
        self._differ = differing
        self._known: dict[CodePlace, str | None] = {}
        self.outside: Counter[str] = Counter()
        self.differing: Counter[str] = Counter()

    def symbol(self, place: CodePlace) -> str | None:
        if place not in self._known:
            differs = place.file in self._differ
            self._known[place] = None if differs else self._find(place)
            if self._known[place] is None:
                (self.differing if differs else self.outside)[place.file] += 1
        return self._known[place]

    def _find(self, place: CodePlace) -> str | None:
        qualname = COMPREHENSION.sub("", place.qualname) or "<module>"
        for path in suffixes(place.file):
            if path in self._paths:
                return self._lookup(path, qualname, place.line)
        return None


def suffixes(file: str) -> Iterator[str]:
    """A path's own suffixes, longest first: /a/b/c.py -> a/b/c.py, b/c.py, c.py."""
    parts = Path(file).parts[1:]
    for start in range(len(parts)):
        yield "/".join(parts[start:])


@dataclass(frozen=True, slots=True)
class Recall:
    """How much of what was observed the static graph holds: pairs by the static edge's confidence.

    `tiers` maps "exact", "inferred" and "candidate" to counts; `missed` are the observed edges without a static one.
    `packages` has the same of the calls from function to function inside each top-level package, without parts of its
    own: bodies of modules and classes, which run once when they are imported, are no callers there.
    """

    observed: int
    tiers: Mapping[str, int]
    missed: tuple[ObservedEdge, ...]
    packages: Mapping[str, Recall] = field(default_factory=dict)

    def at_least(self, tier: str) -> float:
        """Share of the observed pairs held at `tier` or better; 1.0 when nothing was observed."""
        order = ("exact", "inferred", "candidate")
        held = sum(self.tiers.get(name, 0) for name in order[: order.index(tier) + 1])
        return held / self.observed if self.observed else 1.0


def measure_recall(
    edges: Sequence[ObservedEdge], static: Callable[[str, str], str | None], is_function: Callable[[str], bool]
) -> Recall:
    """Compares observed edges with the static graph; `static(caller, callee)` is that edge's confidence or None."""
    known = [(edge, static(edge.caller, edge.callee)) for edge in edges]
    parts: dict[str, list[tuple[ObservedEdge, str | None]]] = defaultdict(list)
    for edge, confidence in known:
        package = _package(edge.caller)
        if package == _package(edge.callee) and is_function(edge.caller):
            parts[package].append((edge, confidence))
    return replace(_tallied(known), packages={name: _tallied(part) for name, part in sorted(parts.items())})


def _package(key: str) -> str:
    return key.partition(":")[0].partition(".")[0]


def _tallied(known: Sequence[tuple[ObservedEdge, str | None]]) -> Recall:
    tiers = Counter(confidence for _, confidence in known if confidence is not None)
    missed = [edge for edge, confidence in known if confidence is None]
    return Recall(len(known), dict(tiers), tuple(sorted(missed, key=lambda edge: (-edge.count, edge.caller))))
