"""Search over a snapshot's names, fast enough to answer every keystroke.

All names stand lower-cased in one text, a line each, ordered by rank and length. A tier of the ranking is one scan of
that text (C speed), best entries first, and a search stops as soon as it has enough: no entry is scored by itself
unless the pattern is only a subsequence of it.
"""

from __future__ import annotations

import fnmatch
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import IntEnum
from heapq import merge
from itertools import accumulate, chain, islice
from typing import NamedTuple

from tracer.queries.beginnings import Beginnings

SUBSEQUENCE_CANDIDATES = 2_000
_PART = 2
"""Letters of a class's name, and of its member's, that a pattern without a dot needs to be both."""
_CLASSES_A_SPLIT = 12
_LOOSEST = 2
"""Letters of a name, for each of a pattern's, that those in order may be spread over, unless each begins a word."""
CHUNK = 4_096


class Rank(IntEnum):
    """Of names that match alike, the lower is meant first; what is public ends with `ATTRIBUTE`."""

    CLASS = 0
    FUNCTION = 1
    OP = 2
    ASIDE = 3
    """Public, but under `tf.compat.v1`, `tf.raw_ops`, `legacy`, `experimental` and the like."""
    MEMBER = 4
    ATTRIBUTE = 5
    PRIVATE = 6
    MODULE = 7
    LAST = 8
    """Dead copies, tests, and what mirrors others."""


ALL, CLASSES, MEANT, PUBLIC = range(Rank.LAST + 1), range(Rank.FUNCTION), range(Rank.OP), range(Rank.ATTRIBUTE)
"""Of `PUBLIC` names, attributes are left out: many classes have those of other things' names, such as `model`."""


class Entry(NamedTuple):
    """A name of a symbol; `rank` is one of `Rank`."""

    name: str
    key: str
    kind: str
    rank: int


class Member(NamedTuple):
    """What a class defines or inherits."""

    name: str
    key: str
    kind: str


def _no_members(key: str) -> Iterable[Member]:
    del key
    return ()


class SymbolIndex:
    """An immutable index over entries; a symbol may have several names and is found once.

    Args:
        entries: the names.
        members: all that the class of a key has; what it inherits need not be among the entries.
    """

    def __init__(self, entries: Iterable[Entry], members: Callable[[str], Iterable[Member]] = _no_members) -> None:
        self._members = members
        self._entries = sorted(entries, key=lambda entry: (entry.rank, len(entry.name), entry.name))
        names = [entry.name.lower() for entry in self._entries]
        self._text = "\n" + "\n".join(names) + "\n"
        self._ranks = [entry.rank for entry in self._entries]
        self._starts = list(accumulate((len(name) + 1 for name in names), initial=1))

    @property
    def entries(self) -> Sequence[Entry]:
        """All names, best first."""
        return self._entries

    def __len__(self) -> int:
        return len(self._entries)

    def search(self, pattern: str, limit: int = 50) -> list[Entry]:
        """The best `limit` symbols for a pattern, best first.

        `*`, `?` and `[...]` make a glob over whole names or dotted suffixes of them; several words must all occur.
        Otherwise the order is: the name or a dotted suffix equals the pattern, its last part starts with it, any part
        starts with it, it occurs anywhere, it begins the names of a public class and of a member that this has or
        inherits (`seqfit` of `Sequential.fit`), its letters occur in order: as beginnings of words (`seqcomp` in
        `Sequential.compute_mask`), then anyhow, the closest together first. Public classes and functions whose last
        part has it come before what equals it and is private. Case never matters.
        """
        words = pattern.lower().split()
        if not words:
            found = iter(self._entries)
        elif any(character in pattern for character in "*?["):
            found = self._at(self._glob(words[0]))
        elif len(words) > 1:
            found = self._at(self._all_words(words))
        else:
            found = self._fuzzy(words[0])
        return list(islice(self._unique(found), limit))

    def _at(self, indices: Iterable[int]) -> Iterator[Entry]:
        return (self._entries[index] for index in indices)

    def _unique(self, found: Iterator[Entry]) -> Iterator[Entry]:
        seen: set[str] = set()
        for entry in found:
            if entry.key not in seen:
                seen.add(entry.key)
                yield entry

    def _line(self, position: int) -> int:
        return bisect_right(self._starts, position) - 1

    def _scan(self, regex: str) -> Iterator[int]:
        """Entries with a match, which starts at the line break before the entry or inside it, and stays within it.

        `re` holds the interpreter's lock while it searches: going in chunks keeps other threads responsive.
        """
        compiled = re.compile(regex)
        for first in range(0, len(self._entries), CHUNK):
            end = self._starts[min(first + CHUNK, len(self._entries))]
            previous = -1
            for match in compiled.finditer(self._text, self._starts[first] - 1, end):
                index = self._line(match.start() + 1)
                if index != previous:
                    previous = index
                    yield index

    def _find(self, literal: str, start: int = 0, end: int | None = None) -> Iterator[int]:
        """Entries with a literal that begins at the line break before the entry, or in it; in their order."""
        end = len(self._text) if end is None else end
        position = self._text.find(literal, start, end)
        while position >= 0:
            index = self._line(position + 1)
            yield index
            # The next entry at the earliest: its line break may be this literal's end.
            position = self._text.find(literal, max(position + 1, self._starts[index + 1] - 1), end)

    def _any(self, *literals: str, ranks: range = ALL) -> Iterator[int]:
        """Entries of some ranks with any of the literals, in their order."""
        first, last = (self._starts[bisect_left(self._ranks, rank)] - 1 for rank in (ranks.start, ranks.stop))
        return merge(*(self._find(literal, first, last + 1) for literal in literals))

    def _last_part(self, found: Iterable[int], word: str, *, begins: bool) -> Iterator[int]:
        """Those whose last part begins with a word, or has it."""
        for index in found:
            last = self._text[self._starts[index] : self._starts[index + 1] - 1].rpartition(".")[2]
            if last.startswith(word) if begins else word in last:
                yield index

    def _glob(self, pattern: str) -> Iterator[int]:
        body = fnmatch.translate(pattern)[4:].rpartition(")")[0].replace(".*", r"[^\n]*")
        return self._scan(rf"[\n.](?:{_within_line(body)})(?=\n)")

    def _fuzzy(self, word: str) -> Iterator[Entry]:
        whole, first = (f"\n{word}\n", f".{word}\n"), (f"\n{word}", f".{word}")
        tiers = chain(
            self._any(*whole, ranks=PUBLIC),
            self._last_part(self._any(*first, ranks=MEANT), word, begins=True),
            self._last_part(self._any(word, ranks=MEANT), word, begins=False) if len(word) > 2 else (),
            self._any(*whole),
            self._last_part(self._any(*first), word, begins=True),
            self._any(*first, f"_{word}"),
            self._any(word),
        )
        if len(word) == 1:
            return self._at(tiers)
        letters = chain(self._beginnings(word), self._subsequence(word))
        return chain(self._at(tiers), self._members_of_classes(word), self._at(letters))

    def _members_of_classes(self, word: str) -> Iterator[Entry]:
        """Members of public classes where `word` is a beginning of the class's name and one of the member's, with or
        without a dot between: whole names first, then the shortest."""
        head, dot, tail = word.rpartition(".")
        if dot:
            splits = [(head, tail)]
        else:
            splits = [(word[:place], word[place:]) for place in range(_PART, len(word) - _PART + 1)]
        found: dict[str, tuple[tuple[object, ...], Entry]] = {}
        for head, tail in splits:
            for entry in islice(self._at(self._last_part_of_path(head)), _CLASSES_A_SPLIT):
                for member in self._members(entry.key) if tail else ():
                    if member.name.lower().startswith(tail):
                        hit = Entry(f"{entry.name}.{member.name}", member.key, member.kind, Rank.MEMBER)
                        partial = (member.name.lower() != tail, not f".{entry.name}".lower().endswith(f".{head}"))
                        rank = (*partial, member.name.startswith("_"), -len(head), len(hit.name), hit.name)
                        if hit.key not in found or rank < found[hit.key][0]:
                            found[hit.key] = (rank, hit)
        return (hit for _, hit in sorted(found.values(), key=lambda ranked: ranked[0]))

    def _last_part_of_path(self, path: str) -> Iterator[int]:
        """Public classes whose name is or begins so, perhaps after a dot; its last part with that of the path."""
        found = self._any(f"\n{path}", f".{path}", ranks=CLASSES)
        return self._last_part(found, path.rpartition(".")[2], begins=True)

    def _all_words(self, words: list[str]) -> Iterator[int]:
        longest = max(words, key=len)
        for index in self._find(longest):
            name = self._entries[index].name.lower()
            if all(word in name for word in words):
                yield index

    def _beginnings(self, word: str) -> Iterator[int]:
        """Entries where `word` is a chain of beginnings of words, the closest together first. It is made when
        asked for: most patterns are answered before."""
        found = islice(self._made_of_beginnings(word), SUBSEQUENCE_CANDIDATES)
        yield from (index for _, index in sorted(found))

    def _made_of_beginnings(self, word: str) -> Iterator[tuple[tuple[int, int], int]]:
        """Those entries in their order, each after how close together the letters are."""
        candidates = self._scan(rf"\n{_in_order(word)}")
        while some := list(islice(candidates, CHUNK)):
            names = [self._text[self._starts[index] : self._starts[index + 1]] for index in some]
            begins = dict(zip(accumulate(map(len, names), initial=0), some, strict=False))
            beginnings = Beginnings("".join(names), word)
            yield from ((beginnings.spread(begin, end), begins[begin]) for begin, end in beginnings.lines())

    def _subsequence(self, word: str) -> Iterator[int]:
        candidates = islice(self._scan(rf"\n{_in_order(word)}"), SUBSEQUENCE_CANDIDATES)
        span = re.compile(re.escape(word[0]) + _in_order(word[1:]))

        def score(index: int) -> tuple[int, int]:
            name = self._entries[index].name
            return -_initials(name, word), _shortest(span, name.lower(), word[0])

        scored = ((score(index), index) for index in candidates)
        return (index for (initials, spread), index in sorted(scored)
                if -initials == 2 * len(word) or spread <= _LOOSEST * len(word))  # fmt: skip


def _within_line(regex: str) -> str:
    """Make the `.` and `[^...]` that a glob translates to stop at the end of a line."""
    unescaped_dot = re.sub(r"(?<!\\)\.(?!\*)", r"[^\\n]", regex)
    return unescaped_dot.replace("[^", r"[^\n").replace(r"[^\n\n", r"[^\n")


def is_made_of_beginnings(name: str, word: str) -> bool:
    """Whether `word` is a chain of beginnings of words of `name`, which dots and underscores part."""
    return any(Beginnings(name.lower(), word.lower()).lines())


def _in_order(word: str) -> str:
    """The letters of `word` in one line, each the nearest behind the one before."""
    return "".join(rf"[^{re.escape(letter)}\n]*+{re.escape(letter)}" for letter in word)


def _shortest(span: re.Pattern[str], name: str, first: str) -> int:
    """Letters from the first to the last of the shortest match, which begins with `first`."""
    best, start = len(name) + 1, name.find(first)
    while start >= 0 and (match := span.match(name, start)) is not None:
        best = min(best, match.end() - start)
        start = name.find(first, start + 1)
    return best


def _initials(name: str, word: str) -> int:
    """How many letters of `word` fall on starts of words of `name` (after `.` or `_`, or a capital)."""
    position, count = 0, 0
    lowered = name.lower()
    for letter in word:
        here = lowered.find(letter, position)
        boundary = next((i for i in range(position, len(name)) if lowered[i] == letter and _starts_word(name, i)), -1)
        count += boundary >= 0
        here = boundary if boundary >= 0 else here
        if here < 0:
            return count - 1
        position = here + 1
    return count * 2


def _starts_word(name: str, index: int) -> bool:
    return index == 0 or name[index - 1] in "._" or (name[index].isupper() and not name[index - 1].isupper())
