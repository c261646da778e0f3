"""Two listings of a public API in, changes out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tracer.linked import Signature
from tracer.queries.diff import Entry, compare, folded

FUNCTION = Entry("tf.f", "function", "tf.ops.f", "tf/ops.py", 1, Signature(("a", "b"), defaults={"b": "1"}))
CLASS = Entry("tf.C", "class", "tf.c.C", "tf/c.py", 1, bases=("tf.c.Base", "object"))
METHOD = Entry("tf.C.m", "method", "tf.c.C.m", "tf/c.py", 3, Signature(("self",)), owner="tf.C")

CASES = {
    "nothing": ([FUNCTION, CLASS, METHOD], [FUNCTION, CLASS, METHOD], []),
    "added": ([], [FUNCTION], [("added", "tf.f", "function", False)]),
    "a class brings its members along": ([], [CLASS, METHOD], [("added", "tf.C", "class", False)]),
    "a class takes its members along": ([CLASS, METHOD], [], [("removed", "tf.C", "class removed", True)]),
    "a member added": ([CLASS], [CLASS, METHOD], [("added", "tf.C.m", "method", False)]),
    "a member removed": ([CLASS, METHOD], [CLASS], [("removed", "tf.C.m", "method removed", True)]),
    "removed under one name, public under another": (
        [FUNCTION],
        [replace(FUNCTION, name="tf.math.f")],
        [("added", "tf.math.f", "function", False), ("removed", "tf.f", "see tf.math.f", True)],
    ),
    "removed after a warning": (
        [replace(FUNCTION, deprecated=True)],
        [],
        [("removed", "tf.f", "function removed; it was deprecated", True)],
    ),
    "an optional argument": (
        [FUNCTION],
        [replace(FUNCTION, signature=Signature(("a", "b", "c"), defaults={"b": "1", "c": "2"}))],
        [("re-signed", "tf.f", "optional argument c added", False)],
    ),
    "a required argument": (
        [FUNCTION],
        [replace(FUNCTION, signature=Signature(("a", "b", "c"), defaults={}))],
        [("re-signed", "tf.f", "required argument c added; argument b has no default any more", True)],
    ),
    "moved": (
        [FUNCTION],
        [replace(FUNCTION, place="tf.other.f")],
        [("moved", "tf.f", "tf.ops.f -> tf.other.f", False)],
    ),
    "deprecated": ([FUNCTION], [replace(FUNCTION, deprecated=True)], [("deprecated", "tf.f", "deprecated", False)]),
    "a function made a class": (
        [FUNCTION],
        [replace(FUNCTION, kind="class", signature=None)],
        [("kind changed", "tf.f", "function -> class", False)],
    ),
    "a method made a property": (
        [CLASS, METHOD],
        [CLASS, replace(METHOD, kind="property", signature=None)],
        [("kind changed", "tf.C.m", "method -> property", True)],
    ),
    "a base lost": ([CLASS], [replace(CLASS, bases=("object",))], [("rebased", "tf.C", "no longer a Base", True)]),
    "renamed with its namedtuple": (
        [replace(CLASS, bases=("tf.c.C", "tuple")), replace(METHOD, bases=("tf.c.C", "tuple"))],
        [
            replace(CLASS, place="tf.c.D", bases=("tf.c.D", "tuple")),
            replace(METHOD, place="tf.c.D.m", bases=("tuple",)),
        ],
        [("moved", "tf.C", "tf.c.C -> tf.c.D", False)],
    ),
    "renamed, and without a member": (
        [CLASS, METHOD],
        [replace(CLASS, place="tf.c.D")],
        [("moved", "tf.C", "tf.c.C -> tf.c.D", False), ("removed", "tf.C.m", "method removed", True)],
    ),
    "a base moved": ([CLASS], [replace(CLASS, bases=("tf.d.Base", "object"))], []),
}


@pytest.mark.parametrize("name", CASES)
def test_changes(name: str) -> None:
    before, after, expected = CASES[name]
    found = compare({entry.name: entry for entry in before}, {entry.name: entry for entry in after})
    assert sorted((c.kind, c.name, c.text, c.breaking) for c in found) == expected


def test_one_definition_under_several_names_is_one_change() -> None:
    names = ["tf.nn.f", "tf.f", "tf.compat.v1.nn.f"]
    before = {name: replace(FUNCTION, name=name) for name in names}
    after = {name: replace(entry, signature=Signature(("a",))) for name, entry in before.items()}
    (change,) = folded(compare(before, after))
    assert (change.name, change.also) == ("tf.f", ("tf.nn.f", "tf.compat.v1.nn.f"))


def test_what_breaks_comes_first() -> None:
    before = {"tf.f": FUNCTION, "tf.C": CLASS}
    after = {"tf.f": replace(FUNCTION, place="tf.other.f")}
    assert [change.kind for change in folded(compare(before, after))] == ["removed", "moved"]
