"""When a query says which of several matches of a name it took."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from tracer.cli.calls import note_taken
from tracer.queries.answers import Match

OP = {"op": "MatMul"}


def a_match(key: str, name: str = "", kind: str = "function", origin: str = "source", ops: Any = ()) -> Match:
    module, _, qualname = key.partition(":")
    return Match(
        name or f"{module}.{qualname}", kind, module, qualname, "tf", None, "a.py", 1, 1, (name,) if name else (), None,
        (), (), origin, (), tuple(ops), None, None, (), key,
    )  # fmt: skip


NN, ACTIVATIONS = a_match("tf.nn:softmax", "tf.nn.softmax"), a_match("keras.act:softmax", "keras.activations.softmax")
DEAD, TWIN = a_match("tf.python.keras:softmax"), a_match("reference_impl.act:softmax")
MATMUL = a_match("op:MatMul", "MatMul", "op", ops=[OP])
WRAPPER = a_match("tf.gen_math_ops:mat_mul", "tf.raw_ops.MatMul", origin="generated", ops=[OP])
OTHER = a_match("tf.gen_sparse_ops:mat_mul", origin="generated", ops=[{"op": "SparseMatMul"}])

SAID = {
    "another one of that name": ("softmax", [ACTIVATIONS, NN], True),
    "written in full": ("tf.nn.softmax", [NN, ACTIVATIONS], False),
    "a copy that nothing loads any more": ("softmax", [NN, DEAD], False),
    "a counterpart": ("softmax", [NN, TWIN], False),
    "of two dead ones": ("softmax", [DEAD, a_match("tf.python.keras.b:softmax")], True),
    "after those that are no others": ("softmax", [NN, DEAD, TWIN, ACTIVATIONS], True),
    "the function that runs an op": ("MatMul", [MATMUL, WRAPPER], False),
    "a function that runs another op": ("MatMul", [MATMUL, OTHER], True),
    "nothing else": ("softmax", [NN], False),
}


@pytest.mark.parametrize("name", SAID)
def test_which_match_was_taken_is_said_where_another_may_be_meant(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text, matches, is_said = SAID[name]
    symbols = {
        match.key: SimpleNamespace(module=match.module, dead=match.module.startswith("tf.python.keras"))
        for match in matches
        if match.kind != "op"
    }
    snapshot: Any = SimpleNamespace(symbol=symbols.get)
    note_taken(snapshot, text, matches[0], matches)
    assert ("taken as" in capsys.readouterr().err) == is_said


def test_another_of_the_very_same_name_is_told_by_what_and_where_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    op, kernel = a_match(":Save", "Save", "op"), a_match(":Save", "Save", "class")._replace(key="kernel:Save")
    note_taken(SimpleNamespace(symbol=lambda key: None), "Save", op, [op, kernel])  # type: ignore[arg-type]
    assert "taken as the op Save, not the class Save at a.py:1 (" in capsys.readouterr().err
