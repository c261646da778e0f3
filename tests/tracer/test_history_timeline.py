"""States at revisions in, events out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tracer.linked import Signature
from tracer.queries.history import Revision, State, joined, timeline

V1, V2, V3, V4 = (Revision("tf", f"v{n}", f"sha{n}", n) for n in range(1, 5))
BASE = State("keras.S", "class", "tf", "tf.models", "S", "tf/models.py", 3, 9, Signature(("self", "a")), ("keras.S",))
OUTSIDE = State("keras.S", "alias", "tf", "tf", "S", "tf/__init__.py", 1, 1, None, (), outside="other.S")

CASES = {
    "first seen": ([(V1, None), (V2, BASE)], [("v2", "defined"), ("v2", "exported")]),
    "unchanged but for its line": ([(V1, BASE), (V2, replace(BASE, line=30))], [("v1", "defined"), ("v1", "exported")]),
    "moved": (
        [(V1, BASE), (V2, replace(BASE, module="tf.engine", file="tf/engine.py"))],
        [("v1", "defined"), ("v1", "exported"), ("v2", "moved")],
    ),
    "to another repository": (
        [(V1, BASE), (V2, replace(BASE, source="keras"))],
        [("v1", "defined"), ("v1", "exported"), ("v2", "moved")],
    ),
    "renamed": (
        [(V1, BASE), (V2, replace(BASE, qualname="T"))],
        [("v1", "defined"), ("v1", "exported"), ("v2", "renamed")],
    ),
    "re-signed": (
        [(V1, BASE), (V2, replace(BASE, signature=Signature(("self", "b"))))],
        [("v1", "defined"), ("v1", "exported"), ("v2", "re-signed")],
    ),
    "export names": (
        [(V1, BASE), (V2, replace(BASE, exports=("keras.T",)))],
        [("v1", "defined"), ("v1", "exported"), ("v2", "exported"), ("v2", "unexported")],
    ),
    "removed and back": (
        [(V1, BASE), (V2, None), (V3, None), (V4, BASE)],
        [("v1", "defined"), ("v1", "exported"), ("v2", "removed"), ("v4", "returned")],
    ),
    "imported from elsewhere for a while": (
        [(V1, BASE), (V2, OUTSIDE), (V3, OUTSIDE), (V4, BASE)],
        [("v1", "defined"), ("v1", "exported"), ("v2", "re-exported"), ("v4", "returned")],
    ),
    "imported from elsewhere at first": (
        [(V1, OUTSIDE), (V2, BASE), (V3, OUTSIDE), (V4, None)],
        [("v1", "re-exported"), ("v2", "defined"), ("v2", "exported"), ("v3", "re-exported"), ("v4", "removed")],
    ),
    "a dead copy": (
        [(V1, BASE), (V2, replace(BASE, dead=True))],
        [("v1", "defined"), ("v1", "exported"), ("v2", "dead")],
    ),
    "never": ([(V1, None), (V2, None)], []),
}


@pytest.mark.parametrize("name", CASES)
def test_timeline(name: str) -> None:
    states, expected = CASES[name]
    assert [(event.revision.name, event.kind) for event in timeline(states)] == expected


K1, K2, K3 = (replace(revision, source="keras") for revision in (V2, V3, V4))
IN_KERAS = replace(BASE, source="keras")
"""By name: states of two sources, the events of both, and the sources that never have the symbol."""
JOINED = {
    "the second never has it": ([(V1, BASE)], [(K1, None), (K2, None)], ["defined", "exported"], ("keras",)),
    "the second has it later": ([(V1, BASE)], [(K1, None), (K2, IN_KERAS)], ["defined", "exported", "moved"], ()),
    "gone in the second": (
        [(V1, BASE)], [(K1, IN_KERAS), (K2, None)], ["defined", "exported", "moved", "removed"], (),
    ),
    "gone in the first": ([(V1, BASE), (V2, None)], [(K2, None)], ["defined", "exported", "removed"], ()),
    "only in the second": ([(V1, None)], [(K1, None), (K2, IN_KERAS)], ["defined", "exported"], ()),
    "nowhere": ([(V1, None)], [(K1, None)], [], ()),
}  # fmt: skip


@pytest.mark.parametrize("name", JOINED)
def test_several_sources(name: str) -> None:
    first, second, expected, never = JOINED[name]
    states, found = joined([first, second])
    assert [event.kind for event in timeline(states)] == expected
    assert found == never


def test_a_renamed_argument_breaks_callers() -> None:
    states = [(V1, BASE), (V2, replace(BASE, signature=Signature(("self", "b"))))]
    event = list(timeline(states))[-1]
    assert (event.text, event.breaking) == ("argument a renamed to b", True)
