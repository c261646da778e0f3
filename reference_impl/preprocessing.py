"""`keras.preprocessing`: sequences padded to one length, texts as word indices. `keras/src/legacy/preprocessing/`."""

from __future__ import annotations

import collections
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .counterpart import counterpart

__all__ = ["Tokenizer", "one_hot", "pad_sequences", "text_to_word_sequence"]

_PUNCTUATION = '!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n'


@counterpart("keras.utils.pad_sequences")
def pad_sequences(
    sequences: Sequence[Sequence[Any]],
    maxlen: int | None = None,
    dtype: Any = "int32",
    padding: str = "pre",
    truncating: str = "pre",
    value: Any = 0.0,
) -> NDArray[Any]:
    """Lists of numbers -> one array (rows, maxlen): short ones filled with `value`, long ones cut, before or after.

    Raises:
        ValueError: `padding` or `truncating` is neither "pre" nor "post".
    """
    for name, given in (("Padding", padding), ("Truncating", truncating)):
        if given not in {"pre", "post"}:
            raise ValueError(f'{name} type "{given}" not understood')
    longest = max((len(row) for row in sequences), default=0)
    length = longest if maxlen is None else maxlen
    filled = np.full((len(sequences), length), value, dtype=dtype)
    for index, row in enumerate(sequences):
        kept = np.asarray(row[-length:] if truncating == "pre" else row[:length], dtype=dtype)
        if len(kept) and padding == "pre":
            filled[index, -len(kept) :] = kept
        elif len(kept):
            filled[index, : len(kept)] = kept
    return filled


@counterpart("keras.src.legacy.preprocessing.text.text_to_word_sequence")
def text_to_word_sequence(text: str, filters: str = _PUNCTUATION, lower: bool = True, split: str = " ") -> list[str]:
    """A text's words, in lower case and without punctuation."""
    table = str.maketrans(dict.fromkeys(filters, split))
    return [word for word in (text.lower() if lower else text).translate(table).split(split) if word]


@counterpart("keras.src.legacy.preprocessing.text.one_hot")
def one_hot(text: str, n: int, **options: Any) -> list[int]:
    """Each word's hash, from 1 to n - 1."""
    return [hash(word) % (n - 1) + 1 for word in text_to_word_sequence(text, **options)]


@counterpart("keras.src.legacy.preprocessing.text.Tokenizer")
class Tokenizer:
    """Numbers words by how often they occur, from 1; `num_words` keeps the most frequent."""

    def __init__(
        self, num_words: int | None = None, filters: str = _PUNCTUATION, lower: bool = True, split: str = " ",
        oov_token: str | None = None,
    ) -> None:  # fmt: skip
        self.num_words, self.filters, self.lower, self.split, self.oov_token = (
            num_words,
            filters,
            lower,
            split,
            oov_token,
        )
        self.word_counts: collections.OrderedDict[str, int] = collections.OrderedDict()
        self.word_index: dict[str, int] = {}
        self.index_word: dict[int, str] = {}
        self.document_count = 0

    def _words(self, text: str | list[str]) -> list[str]:
        if isinstance(text, list):
            return [word.lower() for word in text] if self.lower else text
        return text_to_word_sequence(text, self.filters, self.lower, self.split)

    def fit_on_texts(self, texts: Iterable[str | list[str]]) -> None:
        """Counts the words of `texts` and numbers them anew."""
        for text in texts:
            self.document_count += 1
            for word in self._words(text):
                self.word_counts[word] = self.word_counts.get(word, 0) + 1
        ranked = sorted(self.word_counts, key=lambda word: -self.word_counts[word])
        first = [self.oov_token] if self.oov_token is not None else []
        self.word_index = {word: number for number, word in enumerate([*first, *ranked], start=1)}
        self.index_word = {number: word for word, number in self.word_index.items()}

    def texts_to_sequences(self, texts: Iterable[str | list[str]]) -> list[list[int]]:
        """Each text as its words' numbers; unknown and rare words are left out, or become `oov_token`'s number."""
        return [list(self._numbers(text)) for text in texts]

    def _numbers(self, text: str | list[str]) -> Iterator[int]:
        unknown = None if self.oov_token is None else self.word_index.get(self.oov_token)
        for word in self._words(text):
            number = self.word_index.get(word)
            if number is None or (self.num_words and number >= self.num_words):
                number = unknown
            if number is not None:
                yield number

    def texts_to_matrix(self, texts: Sequence[str], mode: str = "binary") -> NDArray[Any]:
        return self.sequences_to_matrix(self.texts_to_sequences(texts), mode)

    def sequences_to_matrix(self, sequences: Sequence[Sequence[int]], mode: str = "binary") -> NDArray[Any]:
        """(rows, words): whether ("binary"), how often ("count") or at which rate ("freq") each word occurs.

        Raises:
            ValueError: another mode, or no vocabulary yet.
        """
        if mode not in {"binary", "count", "freq"}:
            raise ValueError(f"Unknown vectorization mode: {mode}")
        if not self.num_words and not self.word_index:
            raise ValueError("Specify a dimension (`num_words` argument), or fit on some text data first.")
        matrix = np.zeros((len(sequences), self.num_words or len(self.word_index) + 1))
        for row, sequence in zip(matrix, sequences, strict=True):
            for number, count in collections.Counter(sequence).items():
                row[number] = {"binary": 1, "count": count, "freq": count / max(1, len(sequence))}[mode]
        return matrix
