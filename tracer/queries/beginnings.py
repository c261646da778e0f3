"""Where in names a pattern is a chain of beginnings of words: `seqcomp` in `Sequential.compute_mask`.

A backtracking matcher takes time polynomial in a name's length for it (`aaab` in `a_a_a_a`). Here the positions in all
names are followed at once, one letter of the pattern after another: a set of positions is an integer, a byte for each
character, so that every step is an operation or two on integers.
"""

from __future__ import annotations

from collections.abc import Iterator


class Beginnings:
    """The places of a text from which a pattern can be followed to its end.

    Words end at dots and underscores. A letter of the pattern stands right behind the one before it, or begins a later
    word; a dot stands for all up to the next dot, and the letter after it right behind that.

    Args:
        text: names in lower case, a line each.
        word: the pattern, in lower case.
    """

    def __init__(self, text: str, word: str) -> None:
        self._text = text if text.endswith("\n") else f"{text}\n"
        self._word = word
        self._all = int.from_bytes(b"\1" * len(self._text), "big")
        letters = {letter: self._positions(letter) for letter in {*word, ".", "_", "\n"}}
        line_ends = letters["\n"]
        starts = 1 << 8 * len(self._text) - 8 | (letters["."] | letters["_"] | line_ends) >> 8
        follows = self._all
        direct: list[bytes] = []
        beginning: list[bytes] = []
        for place in reversed(range(len(word))):
            here = letters[word[place]] & follows << 8
            if word[place] == ".":
                ends = letters["."] | line_ends
                before = here << 8 & self._all
                here |= self._back(before ^ (before & ends), ends)
            jumps = here & starts
            is_next = place == 0 or "." in (word[place], word[place - 1])
            follows = here if is_next else here | self._back(jumps, line_ends)
            direct.append(here.to_bytes(len(self._text), "big"))
            beginning.append(jumps.to_bytes(len(self._text), "big"))
        self._direct, self._beginning = direct[::-1], beginning[::-1]

    def lines(self) -> Iterator[tuple[int, int]]:
        """Where the lines begin and end in which the pattern is followed from the beginning of a word."""
        found = self._beginning[0]
        position = found.find(1)
        while position >= 0:
            end = self._text.index("\n", position)
            yield self._text.rfind("\n", 0, position) + 1, end
            position = found.find(1, end)

    def spread(self, begin: int, end: int) -> tuple[int, int]:
        """Letters from the first to the last of the closest match in the line between two places, and letters behind
        it. From where it begins, a match goes on to the nearest letters."""
        best = (end - begin + 1, 0)
        start = self._text.find(self._word[0], begin, end)
        while start >= 0:
            if self._direct[0][start]:
                last = self._end_of_match(start)
                best = min(best, (last - start, end - last))
            start = self._text.find(self._word[0], start + 1, end)
        return best

    def _end_of_match(self, position: int) -> int:
        for letter, direct, beginning in zip(self._word, self._direct, self._beginning, strict=True):
            if letter == ".":
                position = self._text.index(".", position)
            elif not direct[position]:
                position = beginning.index(1, position)
            position += 1
        return position

    def _positions(self, letter: str) -> int:
        if ord(letter) < 128 and letter != "?":
            table = bytes(code == ord(letter) for code in range(256))
            return int.from_bytes(self._text.encode("ascii", "replace").translate(table), "big")
        return int.from_bytes(bytes(one == letter for one in self._text), "big")

    def _back(self, places: int, ends: int) -> int:
        """`places` and what lies between them and the last of `ends` before them. A difference of powers of two is
        ones between them; the beginning of the text is an end too."""
        filled = ((1 << 8 * len(self._text) | ends) - places) & self._all
        return filled ^ (filled & ends) | places
