"""What is called on which objects, and which functions, objects and strings calls pass, packed whole beside the call
graph: texts, and rows of numbers of these."""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from typing import Generic, TypeVar

RECEIVERS, HANDED, SUPPLIED = "receivers", "handed", "supplied"
"""The names of these in the table of packed parts."""
PARTS = (RECEIVERS, HANDED, SUPPLIED)

Known = TypeVar("Known")
Row = tuple[str, str, str, tuple[str, ...], tuple[str, ...]]


def pack(rows: Iterable[Row]) -> bytes:
    """The keys come first, with NUL between them, after the number of their bytes. Then numbers: how many rows there
    are, each row's caller, where each begins and the last ends, and the rows. A row is its second and third key, how
    many are in its first group, and those of both groups."""
    rows = sorted(set(rows))
    keys = sorted({key for row in rows for key in (*row[:3], *row[3], *row[4])})
    number = {key: place for place, key in enumerate(keys)}
    text = "\0".join(keys).encode()
    starts, packed = array("I", [0]), array("I")
    for _, callee, own, first, second in rows:
        packed.extend((number[callee], number[own], len(first), *map(number.__getitem__, (*first, *second))))
        starts.append(len(packed))
    numbers = array("I", [len(rows), *(number[row[0]] for row in rows)]) + starts + packed
    return len(text).to_bytes(4, "little") + text + _swapped(numbers).tobytes()


class Packed(Generic[Known]):
    """The rows that were packed, each unpacked only where its caller is asked for; `kind` makes of a row what it is."""

    def __init__(self, data: bytes, kind: Callable[..., Known]) -> None:
        length = int.from_bytes(data[:4], "little")
        self._kind = kind
        self._keys = data[4 : 4 + length].decode().split("\0")
        numbers = array("I")
        numbers.frombytes(data[4 + length :])
        numbers = _swapped(numbers)
        count = numbers[0]
        self._callers, self._starts = numbers[1 : count + 1], numbers[count + 1 : 2 * count + 2]
        self._packed = numbers[2 * count + 2 :]

    @classmethod
    def empty(cls, kind: Callable[..., Known]) -> Packed[Known]:
        return cls(pack(()), kind)

    def of(self, caller: str) -> list[Known]:
        """The rows of one caller."""
        number = bisect_left(self._keys, caller)
        if number == len(self._keys) or self._keys[number] != caller:
            return []
        first = bisect_left(self._callers, number)
        return [self._row(place) for place in range(first, bisect_right(self._callers, number, first))]

    def __iter__(self) -> Iterator[Known]:
        return map(self._row, range(len(self._callers)))

    def _row(self, place: int) -> Known:
        callee, own, count, *groups = self._packed[self._starts[place] : self._starts[place + 1]]
        named = tuple(map(self._keys.__getitem__, groups))
        caller = self._callers[place]
        return self._kind(self._keys[caller], self._keys[callee], self._keys[own], named[:count], named[count:])


def _swapped(numbers: array[int]) -> array[int]:
    if sys.byteorder != "little":
        numbers.byteswap()
    return numbers
