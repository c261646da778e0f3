"""The only place that speaks SQL: facts by content, linked snapshots by name.

    Store        one open store: facts in and out, snapshots listed, opened, written
    Snapshot     the rows of one snapshot, read as the values of `tracer.linked`
    SnapshotWriter   puts the rows of one snapshot; they become visible together

Opening and reading import sqlite3 and json, nothing heavier.
"""

from tracer.store.reader import Snapshot
from tracer.store.rows import FactsRow, File, FileProblem, Observation, Run, SnapshotInfo, Source
from tracer.store.store import Store

__all__ = ["FactsRow", "File", "FileProblem", "Observation", "Run", "Snapshot", "SnapshotInfo", "Source", "Store"]
