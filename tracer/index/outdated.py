"""Whether a snapshot is of this version of tracer."""

from __future__ import annotations

from tracer.store import SnapshotInfo
from tracer.versions import EXTRACTOR_VERSION, LINKER_VERSION


def is_outdated(info: SnapshotInfo) -> bool:
    """Whether a snapshot was made by another version of tracer: it may answer otherwise than this one would."""
    return info.linker != LINKER_VERSION or info.info.get("extractor") != EXTRACTOR_VERSION
