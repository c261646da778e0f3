"""What is called on which objects, packed whole beside the call graph: texts, and rows of numbers of these."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Iterator

from tracer.linked import Receivers

PART = "receivers"
"""The name of this in the table of packed parts."""


def pack(rows: Iterable[Receivers]) -> bytes:
    """A row is its three keys' numbers, how many classes are exact and how many others there are, and these. The
    keys come first, with NUL between them, after the number of their bytes."""
    rows = sorted(set(rows))
    keys = sorted({key for row in rows for key in (*row[:3], *row.exact, *row.below)})
    number = {key: place for place, key in enumerate(keys)}
    text = "\0".join(keys).encode()
    numbers = array("I")
    for row in rows:
        classes = (*row.exact, *row.below)
        numbers.extend((*map(number.__getitem__, row[:3]), len(row.exact), len(row.below)))
        numbers.extend(map(number.__getitem__, classes))
    return len(text).to_bytes(4, "little") + text + _swapped(numbers).tobytes()


def unpack(data: bytes) -> Iterator[Receivers]:
    """The rows that were packed."""
    length = int.from_bytes(data[:4], "little")
    keys = data[4 : 4 + length].decode().split("\0")
    numbers = array("I")
    numbers.frombytes(data[4 + length :])
    numbers = _swapped(numbers)
    place = 0
    while place < len(numbers):
        caller, callee, own, exact, below = numbers[place : place + 5]
        place += 5
        classes = tuple(keys[one] for one in numbers[place : place + exact + below])
        place += exact + below
        yield Receivers(keys[caller], keys[callee], keys[own], classes[:exact], classes[exact:])


def _swapped(numbers: array[int]) -> array[int]:
    if sys.byteorder != "little":
        numbers.byteswap()
    return numbers
