"""Ops, generated functions and kernel classes, asked for before anything is indexed."""

from __future__ import annotations

from pathlib import Path

from tests.tracer.test_first_answer import compare
from tracer.store import Store


def test_first_answers_are_those_of_the_index(small: Path, cache: Path) -> None:
    with Store.open_for_writing(cache / "first.db") as store:
        wrong, total = compare(store, [str(small)])
    assert total > 60
    assert wrong == []
