"""The call graph of one snapshot packed whole: what walks over thousands of symbols read at once.

Symbols are numbered by name, so that the order of numbers depends on nothing that is not seen. A code stands for how a
call is known and how many others it is one of ("confidence kind rule" and the width of `tracer.linked.with_widths`).
"""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple, overload

Row = tuple[int, int, int, int]
"""Caller, callee, label and width of an edge, symbols and labels by the store's numbers."""


class Names(Sequence[str]):
    """Sorted names, packed one behind the other: name `n` is `text[starts[n]:starts[n + 1]]`. Most searches ask for a
    few hundred of many thousand."""

    def __init__(self, text: bytes, starts: array[int]) -> None:
        self.text, self.starts = text, starts

    @classmethod
    def of(cls, names: Iterable[str]) -> Names:
        packed = [name.encode() for name in names]
        return cls(b"".join(packed), array("I", accumulate(map(len, packed), initial=0)))

    def __len__(self) -> int:
        return len(self.starts) - 1

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            return [self[number] for number in range(*place.indices(len(self)))]
        if not 0 <= place < len(self):
            raise IndexError(place)
        return self._packed(place).decode()

    def _packed(self, number: int) -> bytes:
        return self.text[self.starts[number] : self.starts[number + 1]]

    def first_from(self, name: str) -> int:
        """The number of the first that isn't before a name; names and their bytes are in the same order."""
        return bisect_left(range(len(self)), name.encode(), key=self._packed)

    def find(self, name: str) -> int | None:
        """The number of a name that is one of these."""
        number = self.first_from(name)
        return number if number < len(self) and self[number] == name else None


class Half(NamedTuple):
    """The edges out of all symbols, or into them: those of symbol `n` are `far[starts[n]:starts[n + 1]]`, with their
    `codes`."""

    starts: array[int]
    far: array[int]
    codes: array[int]

    def of(self, number: int) -> zip[tuple[int, int]]:
        """(neighbour, code) of each edge of a symbol."""
        place = slice(self.starts[number], self.starts[number + 1])
        return zip(self.far[place], self.codes[place], strict=True)

    def of_all(self, numbers: Iterable[int], below: int) -> tuple[array[int], array[int]]:
        """The neighbours and the codes of the edges of some symbols, those of numbers `below` one."""
        starts, all_far, all_codes = self
        far, codes = array(all_far.typecode), array(all_codes.typecode)
        for number in numbers:
            if number < below:
                first, last = starts[number], starts[number + 1]
                far += all_far[first:last]
                codes += all_codes[first:last]
        return far, codes


class Adjacency(NamedTuple):
    """Symbols by number, codes as (label, width), and the edges by caller and by callee."""

    names: Names
    codes: list[tuple[str, int]]
    out: Half
    into: Half

    @classmethod
    def empty(cls) -> Adjacency:
        return adjacency((), str)


def adjacency(rows: Iterable[Row], key: Callable[[int], str]) -> Adjacency:
    """Pack the edges of a snapshot; `key` tells what a number of the store stands for."""
    edges = list(rows)
    symbols = {number for caller, callee, _, _ in edges for number in (caller, callee)}
    named = sorted((key(number), number) for number in symbols)
    place = {number: position for position, (_, number) in enumerate(named)}
    told = {known: (key(known[0]), known[1]) for known in {(label, width) for _, _, label, width in edges}}
    codes = sorted(told.values())
    coded = {known: position for position, known in enumerate(codes)}
    code = {known: coded[pair] for known, pair in told.items()}
    numbered = [(place[caller], place[callee], code[label, width]) for caller, callee, label, width in edges]
    out = _half(sorted(numbered), len(named), len(codes))
    into = _half(sorted((callee, caller, one) for caller, callee, one in numbered), len(named), len(codes))
    return Adjacency(Names.of(name for name, _ in named), codes, out, into)


def _half(edges: list[tuple[int, int, int]], symbols: int, codes: int) -> Half:
    starts = array("I", bytes(4 * (symbols + 1)))
    for near, _, _ in edges:
        starts[near + 1] += 1
    for number in range(symbols):
        starts[number + 1] += starts[number]
    return Half(starts, array("I", [far for _, far, _ in edges]), array(_type(codes), [one for _, _, one in edges]))


def pack(graph: Adjacency) -> dict[str, bytes]:
    """The parts of a graph, as the store keeps them: texts, little-endian arrays."""
    return {
        "names": graph.names.text,
        "starts": _bytes(graph.names.starts),
        "codes": "\0".join(f"{width} {label}" for label, width in graph.codes).encode(),
        "out": b"".join(map(_bytes, graph.out)),
        "into": b"".join(map(_bytes, graph.into)),
    }


def unpack(parts: dict[str, bytes]) -> Adjacency:
    """The graph that was packed."""
    names = Names(parts["names"], _array("I", memoryview(parts["starts"])))
    pairs = (line.partition(" ") for line in parts["codes"].decode().split("\0") if line)
    codes = [(label, int(width)) for width, _, label in pairs]
    out, into = (_unpacked(parts[name], len(names), len(codes)) for name in ("out", "into"))
    return Adjacency(names, codes, out, into)


def _unpacked(data: bytes, symbols: int, codes: int) -> Half:
    view = memoryview(data)
    first = 4 * (symbols + 1)
    starts = _array("I", view[:first])
    second = first + 4 * starts[-1]
    return Half(starts, _array("I", view[first:second]), _array(_type(codes), view[second:]))


def _type(codes: int) -> str:
    return "H" if codes < 1 << 16 else "I"


def _bytes(numbers: array[int]) -> bytes:
    if sys.byteorder == "little":
        return numbers.tobytes()
    swapped = numbers[:]
    swapped.byteswap()
    return swapped.tobytes()


def _array(kind: str, data: memoryview) -> array[int]:
    numbers = array(kind)
    numbers.frombytes(data)
    if sys.byteorder != "little":
        numbers.byteswap()
    return numbers
