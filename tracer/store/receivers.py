"""What is called on which objects, and which functions, objects and strings calls pass, packed whole beside the call
graph: texts, and rows of numbers of these."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Iterator

RECEIVERS, HANDED, SUPPLIED = "receivers", "handed", "supplied"
"""The names of these in the table of packed parts."""
PARTS = (RECEIVERS, HANDED, SUPPLIED)

Row = tuple[str, str, str, tuple[str, ...], tuple[str, ...]]


def pack(rows: Iterable[Row]) -> bytes:
    """A row is its three keys' numbers, how many keys are in its first group and how many in its second, and these. The
    keys come first, with NUL between them, after the number of their bytes."""
    rows = sorted(set(rows))
    keys = sorted({key for row in rows for key in (*row[:3], *row[3], *row[4])})
    number = {key: place for place, key in enumerate(keys)}
    text = "\0".join(keys).encode()
    numbers = array("I")
    for row in rows:
        numbers.extend((*map(number.__getitem__, row[:3]), len(row[3]), len(row[4])))
        numbers.extend(map(number.__getitem__, (*row[3], *row[4])))
    return len(text).to_bytes(4, "little") + text + _swapped(numbers).tobytes()


def unpack(data: bytes) -> Iterator[Row]:
    """The rows that were packed."""
    length = int.from_bytes(data[:4], "little")
    keys = data[4 : 4 + length].decode().split("\0")
    numbers = array("I")
    numbers.frombytes(data[4 + length :])
    numbers = _swapped(numbers)
    place = 0
    while place < len(numbers):
        caller, callee, own, first, second = numbers[place : place + 5]
        place += 5
        group = tuple(keys[one] for one in numbers[place : place + first + second])
        place += first + second
        yield keys[caller], keys[callee], keys[own], group[:first], group[first:]


def _swapped(numbers: array[int]) -> array[int]:
    if sys.byteorder != "little":
        numbers.byteswap()
    return numbers
