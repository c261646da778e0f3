"""Every error a user can cause, in one tree.

A `TracerError` says what happened, where, and what to do next, and carries the data it speaks of, so that views can
show it in their own way. The command line prints it as one line and exits with status 2.
"""

from __future__ import annotations


class TracerError(Exception):
    """Base of all errors that `tracer` raises on purpose.

    Attributes:
        what: what happened, one sentence without a full stop.
        where: the path, revision or name it happened at, or None.
        hint: what the user can do next, or None.
    """

    def __init__(self, what: str, *, where: str | None = None, hint: str | None = None) -> None:
        self.what = what
        self.where = where
        self.hint = hint
        super().__init__(self.message)

    @property
    def message(self) -> str:
        text = self.what if self.where is None else f"{self.what}: {self.where}"
        return text if self.hint is None else f"{text} ({self.hint})"


class SourceError(TracerError):
    """A repository, directory, distribution or revision that cannot be read."""


class EmptySource(SourceError):
    """A source without a Python file."""


class UnknownRevision(SourceError):
    """A revision that the repository does not have."""


class UnknownDistribution(SourceError):
    """A distribution that is not installed."""


class StoreError(TracerError):
    """The store cannot be opened, read or written."""


class DamagedStore(StoreError):
    """The store's file is broken; whoever opens it for writing next makes it anew."""


class UnknownSnapshot(TracerError):
    """No snapshot of that name."""


class NotIndexed(TracerError):
    """The query needs an index that does not exist yet."""


class RecordingError(TracerError):
    """A script's calls could not be recorded."""


class UsageError(TracerError):
    """Arguments that do not fit together."""


class MissingExtra(TracerError):
    """An optional dependency is needed; `extra` names the extra that brings it."""

    def __init__(self, what: str, *, extra: str) -> None:
        self.extra = extra
        super().__init__(what, hint=f'pip install "tensorflow-tracer[{extra}]"')
