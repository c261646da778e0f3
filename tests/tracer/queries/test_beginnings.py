"""Chains of beginnings of words are what a backtracking expression finds, in time that hostile names leave alone."""

from __future__ import annotations

import random
import re
import time

from tracer.queries.beginnings import Beginnings
from tracer.queries.symbol_search import Entry, SymbolIndex, is_made_of_beginnings


def expression(word: str) -> str:
    """A dot ends a word, a letter may begin another: the definition, but in time polynomial in the text."""
    parts = word.split(".")
    return r"[^\n.]*\.".join(r"(?:[^\n]*?[._])??".join(map(re.escape, part)) for part in parts)


def spread(word: str, name: str) -> tuple[int, int]:
    pattern = re.compile(expression(word))
    starts = (match.start() for match in re.finditer(f"(?={re.escape(word[0])})", name))
    matches = [match for start in starts if (match := pattern.match(name, start))]
    return min((match.end() - match.start(), len(name) - match.end()) for match in matches)


def test_what_the_definition_finds_and_no_more():
    chosen = random.Random(7)
    found = 0
    for _ in range(4_000):
        names = ["".join(chosen.choices("aab._é", k=chosen.randint(1, 12))) for _ in range(3)]
        word = "".join(chosen.choices("aab.é?", k=chosen.randint(1, 5)))
        text = "\n".join(names)
        beginnings = Beginnings(text, word)
        lines = {text[begin:end]: beginnings.spread(begin, end) for begin, end in beginnings.lines()}
        expected = {name for name in names if re.search(rf"(?:^|[._]){expression(word)}", name)}
        assert lines == {name: spread(word, name) for name in expected}, (names, word)
        assert {name for name in names if is_made_of_beginnings(name, word)} == expected
        found += len(lines)
    assert found > 1_000


def test_time_in_proportion_to_hostile_names():
    def seconds(length: int, pattern: str) -> float:
        index = SymbolIndex(Entry("_".join("a" * length), str(number), "class", 0) for number in range(20))
        begin = time.process_time()
        assert index.search(pattern) == []
        return time.process_time() - begin

    for pattern in ("aaaaaaaab", "a.a.a.a.b", "aaaaaaaaaaaaaaab"):
        assert seconds(2_000, pattern) < 8 * max(seconds(500, pattern), 0.02)
