"""The bytes of files that are likely to be read again, as many as a budget allows."""

from __future__ import annotations

from collections.abc import Container

BUDGET = 256 << 20
"""Bytes; the Python files of TensorFlow's whole repository are a quarter of that."""


class Contents:
    """Bytes by blob. What comes when the budget is spent is not kept: files are searched in the same order again, and
    to drop what came first would be to drop everything just before it is asked for."""

    def __init__(self, budget: int = BUDGET) -> None:
        self._budget = budget
        self._held: dict[str, bytes] = {}
        self._size = 0

    def __contains__(self, blob: str) -> bool:
        return blob in self._held

    def get(self, blob: str) -> bytes | None:
        return self._held.get(blob)

    def keep(self, blob: str, content: bytes) -> None:
        if blob not in self._held and self._size + len(content) <= self._budget:
            self._held[blob] = content
            self._size += len(content)

    def keep_only(self, blobs: Container[str]) -> None:
        """Drop the others."""
        self._held = {blob: content for blob, content in self._held.items() if blob in blobs}
        self._size = sum(map(len, self._held.values()))
