"""Rows that are not the linker's: sources, files, problems, facts. Named tuples, since they cost nothing to import."""

from __future__ import annotations

from typing import Any, NamedTuple

from tracer.versions import CALLS_VERSION


class Source(NamedTuple):
    """A source of a snapshot; `position` orders them. See schema.sql for the columns."""

    position: int
    name: str
    kind: str
    root: str
    revision: str | None
    sha: str | None
    url: str | None
    digest: str
    details: dict[str, Any]


class Root(NamedTuple):
    """Where a source of a visible snapshot lies. `only` is the folder below it that was indexed, "" for all of it."""

    snapshot: str
    kind: str
    root: str
    sha: str | None
    only: str


class File(NamedTuple):
    """A file of a snapshot: `id` is what `linked.Place.file` and its kin hold, `source` a `Source.position`."""

    id: int
    source: int
    path: str
    blob: str
    kind: str
    module: str | None
    is_package: bool
    is_test: bool


class FileProblem(NamedTuple):
    """A file that was not read, or not whole. `severity` is "skipped" or "partial"."""

    source: int
    path: str
    line: int
    severity: str
    reason: str


class FactsRow(NamedTuple):
    """What extraction made of one blob; `data` and `flow` are MessagePack, `problems` (reason, line, severity).

    Only what is `lasting`, that is, follows from the bytes alone, is kept for the next time.
    """

    blob: str
    kind: str
    problems: tuple[tuple[str, int, str], ...]
    data: bytes
    flow: bytes | None
    lasting: bool = True


class SnapshotInfo(NamedTuple):
    """A linked snapshot. `level` is "names" or "calls"; `created` seconds since the epoch; `info` the linker's."""

    id: int
    name: str
    backend: str
    level: str
    created: float
    linker: int
    info: dict[str, Any]

    @property
    def has_calls(self) -> bool:
        """Whether its call graph is linked, by what links calls now."""
        return self.level == "calls" and self.info.get("calls_version", CALLS_VERSION) == CALLS_VERSION

    @property
    def asked(self) -> bool:
        """Whether the user had it indexed, rather than a command that needed another revision for one answer."""
        return bool(self.info.get("asked", True))


class Observation(NamedTuple):
    """A call seen while a script ran: how often, and the seconds spent in the callee (its own callees included)."""

    caller: str
    callee: str
    kind: str
    sites: tuple[tuple[int, int], ...]
    times: int
    seconds: float


class Run(NamedTuple):
    """One recording. `recorded` is in seconds since the epoch."""

    id: int
    recorded: float
    script: str
    details: dict[str, Any]
