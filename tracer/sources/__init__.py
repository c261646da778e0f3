"""Where files come from: git revisions, working trees, directories, installed distributions, URLs."""

from tracer.sources.base import (
    Entry,
    Listing,
    MissingContent,
    Origin,
    Skipped,
    SourceProvider,
    blob_hash,
)
from tracer.sources.opening import open_reference_impl, open_source, open_sources, split_revision

__all__ = [
    "Entry",
    "Listing",
    "MissingContent",
    "Origin",
    "Skipped",
    "SourceProvider",
    "blob_hash",
    "open_reference_impl",
    "open_source",
    "open_sources",
    "split_revision",
]
