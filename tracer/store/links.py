"""The call graph by the store's numbers, read for many symbols at once: what trees and whole neighbourhoods walk over.

Keys are looked up only of what a query compares or shows; one statement serves some hundred symbols.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

_MOST = 900
"""Values of one statement: older builds of SQLite take no more than 999."""
_OUTWARD = "SELECT caller, callee, label, sites, count FROM edges WHERE snapshot = ? AND caller IN ({})"
_INWARD = "SELECT callee, caller, label, sites, count FROM edges WHERE snapshot = ? AND callee IN ({})"
_NUMBERS = "SELECT id, key FROM keys WHERE key IN ({})"
_NAMES = "SELECT id, key FROM keys WHERE id IN ({})"
_PLACES = "SELECT id, kind, name, module, qualname, file, line FROM symbols WHERE snapshot = ? AND id IN ({})"

Link = tuple[int, int, int, bytes, int]
"""A symbol, its caller or callee, the label ("confidence kind rule" by name), the packed sites, how often seen."""


class Links:
    """The numbered edges of one snapshot; `read` runs a statement with its parameters. `names` and `numbers` hold the
    keys and labels that were read so far."""

    def __init__(self, read: Callable[..., list[Any]], snapshot: int) -> None:
        self._read = read
        self._snapshot = (snapshot,)
        self.names: dict[int, str] = {}
        self.numbers: dict[str, int] = {}

    def of(self, numbers: Iterable[int], *, inward: bool) -> Iterator[Link]:
        """The edges out of symbols, or into them."""
        return chunked(self._read, _INWARD if inward else _OUTWARD, numbers, self._snapshot)

    def read_numbers(self, keys: Iterable[str]) -> None:
        """Have the numbers of keys; one that the store does not know has none."""
        self._learn(chunked(self._read, _NUMBERS, (key for key in keys if key not in self.numbers)))

    def read_names(self, numbers: Iterable[int]) -> None:
        """Have the keys, or labels, that numbers stand for."""
        self._learn(chunked(self._read, _NAMES, (number for number in numbers if number not in self.names)))

    def _learn(self, rows: Iterator[tuple[int, str]]) -> None:
        found = dict(rows)
        self.names.update(found)
        self.numbers.update(zip(found.values(), found, strict=True))

    def places(self, numbers: Iterable[int]) -> Iterator[tuple[int, Any, str, str, str, int | None, int]]:
        """(number, kind, name, module, qualname, file, line) of each that the snapshot defines."""
        return chunked(self._read, _PLACES, numbers, self._snapshot)


def chunked(
    read: Callable[..., list[Any]], sql: str, values: Iterable[object], first: tuple[object, ...] = ()
) -> Iterator[Any]:
    """The rows that `read` gives of a statement that takes the parameters `first` and then many values, for `{}`."""
    iterator = iter(values)
    while chunk := tuple(islice(iterator, _MOST)):
        yield from read(sql.format(", ".join("?" * len(chunk))), (*first, *chunk))
