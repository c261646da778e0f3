"""Search over symbol names."""

from __future__ import annotations

import pytest

from tracer.queries.search import _misspelt
from tracer.queries.symbol_search import Entry, Member, Rank, SymbolIndex

NAMES = {
    "keras.Sequential": Rank.CLASS,
    "keras.models.Sequential": Rank.CLASS,
    "keras.Sequential.fit": Rank.MEMBER,
    "keras.layers.MultiHeadAttention": Rank.CLASS,
    "keras.layers.Dense": Rank.CLASS,
    "keras.src.models.sequential.Sequential._maybe_rebuild": Rank.PRIVATE,
    "tensorflow.python.keras.engine.sequential.Sequential": Rank.LAST,
    "tensorflow.python.ops.math_ops.matmul": Rank.PRIVATE,
    "tf.matmul": Rank.FUNCTION,
    "tf.linalg.matvec": Rank.FUNCTION,
    "a.b[c]": Rank.PRIVATE,
}
INDEX = SymbolIndex(Entry(name, name, "class", rank) for name, rank in NAMES.items())


@pytest.mark.parametrize(
    ("pattern", "best"),
    [
        (
            "Sequential",
            ["keras.Sequential", "keras.models.Sequential", "tensorflow.python.keras.engine.sequential.Sequential"],
        ),
        ("sequential.fit", ["keras.Sequential.fit"]),
        ("seq", ["keras.Sequential", "keras.models.Sequential"]),
        ("mha", ["keras.layers.MultiHeadAttention"]),
        ("matm", ["tf.matmul", "tensorflow.python.ops.math_ops.matmul"]),
        ("layers dense", ["keras.layers.Dense"]),
        ("keras.*", ["keras.Sequential", "keras.layers.Dense"]),
        ("*.Dens?", ["keras.layers.Dense"]),
        ("mat[v]ec", ["tf.linalg.matvec"]),
        ("_maybe", ["keras.src.models.sequential.Sequential._maybe_rebuild"]),
        ("nothing_like_it_at_all", []),
        ("b[c]", []),
    ],
)
def test_best_first(pattern, best):
    assert [entry.name for entry in INDEX.search(pattern)][: len(best)] == best
    if not best:
        assert INDEX.search(pattern) == []


MEANINGS = {
    "Conv2D": Rank.OP,
    "tf.nn.conv2d": Rank.FUNCTION,
    "tf.compat.v1.layers.Conv2D": Rank.ASIDE,
    "keras.layers.Conv2D": Rank.CLASS,
    "keras.layers.Conv2DTranspose": Rank.CLASS,
    "keras.layers.DepthwiseConv2D": Rank.CLASS,
    "keras.applications.mine.conv2d": Rank.ATTRIBUTE,
    "keras.src.convolutional.conv2d": Rank.MODULE,
    "a.Conv2D": Rank.PRIVATE,
    "old.Conv2D": Rank.LAST,
}


def test_of_equal_names_comes_first_what_people_mean():
    index = SymbolIndex(Entry(name, name, "class", rank) for name, rank in MEANINGS.items())
    assert [entry.name for entry in index.search("CONV2D")] == [
        "keras.layers.Conv2D",
        "tf.nn.conv2d",
        "Conv2D",
        "tf.compat.v1.layers.Conv2D",
        "keras.layers.Conv2DTranspose",
        "keras.layers.DepthwiseConv2D",
        "keras.applications.mine.conv2d",
        "a.Conv2D",
        "keras.src.convolutional.conv2d",
        "old.Conv2D",
    ]


def test_beginnings_of_words_come_before_scattered_letters():
    names = ["tf.signal.reconfigure_complex_map", "tf.Sequential.compute_mask", "tf.sequences.x.y.compute_mask"]
    index = SymbolIndex(Entry(name, name, "method", 0 if name == names[0] else 1) for name in names)
    assert [entry.name for entry in index.search("seqcomp")] == names[1:]
    scattered = SymbolIndex(Entry(name, name, "method", 0) for name in ("tf.m.a.x.b", "tf.longer.mabel"))
    assert [entry.name for entry in scattered.search("mae")] == ["tf.longer.mabel"]
    assert [entry.name for entry in scattered.search("ab")] == ["tf.longer.mabel", "tf.m.a.x.b"]


def test_empty_pattern_lists_public_names_first():
    assert INDEX.search("", 2) == INDEX.search("  ", 2)
    assert [entry.rank for entry in INDEX.search("")] == sorted(entry.rank for entry in INDEX.search(""))


def test_a_symbol_with_several_names_is_found_once():
    index = SymbolIndex([Entry("keras.Sequential", "k", "class", 0), Entry("tf.keras.Sequential", "k", "class", 0)])
    assert [entry.name for entry in index.search("sequential")] == ["keras.Sequential"]


@pytest.mark.parametrize("pattern", ["(", "a\\", "[", "[]", "[!x]*", "*", "?", "\n", "a\nb", "é", "+" * 200])
def test_no_pattern_is_an_error(pattern):
    assert isinstance(INDEX.search(pattern), list)


def test_matches_never_span_names():
    assert [entry.name for entry in INDEX.search("keras*Dense")] == ["keras.layers.Dense"]
    assert SymbolIndex([]).search("x") == []


HAS = {
    "keras.Model": ["compile", "compute_loss", "fit"],
    "keras.Sequential": ["add", "compile", "compute_loss", "fit", "layers"],
    "keras.callbacks.SequenceLog": ["fit_end"],
}
CLASSES = SymbolIndex(
    [
        *(Entry(name, name, "class", Rank.CLASS) for name in HAS),
        Entry("schema.EqualOptions.FakeQuantBufferHasIdentifier", "b", "method", Rank.PRIVATE),
    ],
    lambda key: (Member(name, f"{key}.{name}", "method") for name in HAS[key]),
)


@pytest.mark.parametrize(
    ("pattern", "found"),
    {
        "seqfit": ["keras.Sequential.fit", "keras.callbacks.SequenceLog.fit_end"],
        "seq.fi": ["keras.Sequential.fit", "keras.callbacks.SequenceLog.fit_end"],
        "SequentialFit": ["keras.Sequential.fit"],
        "Sequential.fit": ["keras.Sequential.fit"],
        "keras.sequential.co": ["keras.Sequential.compile", "keras.Sequential.compute_loss"],
        "modelcompile": ["keras.Model.compile"],
        "eqfit": [],
    }.items(),
)
def test_members_that_a_class_inherits_are_found_below_it_and_no_scattered_letters(
    pattern: str, found: list[str]
) -> None:
    assert [entry.name for entry in CLASSES.search(pattern)] == found


MISSPELT = [
    Entry("keras.layers.Dense", "k:Dense", "class", Rank.CLASS),
    Entry("keras.src.layers.dense", "k.dense:", "module", Rank.MODULE),
    Entry("keras.src.Other.dens", "k:Other.dens", "method", Rank.PRIVATE),
]


@pytest.mark.parametrize("pattern", ["dnse", "Dnse", "DNSE", "layers.dnse"])
def test_case_never_matters_in_what_is_misspelt(pattern):
    assert [entry.key for entry in _misspelt(MISSPELT, pattern, set(), 9)][:2] == ["k:Dense", "k.dense:"]
