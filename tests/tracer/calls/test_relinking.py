"""A call graph that another version of the linker made is made again; names are left as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tracer.repositories import write
from tracer.index.build import Request, index
from tracer.store import Store


def test_an_unchanged_snapshot_is_linked_again_by_another_version(
    warm: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "source", {"one.py": "def f(): g()\ndef g(): pass\n"})
    with Store.open_for_writing() as store:
        request = Request([str(tmp_path / "source")], name="one", workers=1)
        first = index(request, store, lambda *_: None)
        assert index(request, store, lambda *_: None).snapshot.info == first.snapshot.info
        for module in ("tracer.store.rows", "tracer.link.calls"):
            monkeypatch.setattr(f"{module}.CALLS_VERSION", 999)
        with store.snapshot("one") as outdated:
            assert not outdated.has_calls
        again = index(request, store, lambda *_: None)
        assert (again.reused, again.extracted) == (True, 0)
        assert again.snapshot.info["calls_version"] == 999
        with store.snapshot("one") as snapshot:
            assert snapshot.has_calls
            assert [edge.callee for edge in snapshot.callees("one:f")] == ["one:g"]


def test_more_calls_unresolved_than_names(warm: Path, tmp_path: Path) -> None:
    """The rows of both lie in one table, and each phase numbers its own."""
    write(tmp_path / "source", {"one.py": "def f(x):\n" + "    x.unknown()\n" * 1_500})
    with Store.open_for_writing() as store:
        index(Request([str(tmp_path / "source")], name="one", workers=1), store, lambda *_: None)
        with store.snapshot("one") as snapshot:
            assert len([call for call in snapshot.unresolved("call") if call.symbol == "one:f"]) == 1_500


def test_what_tests_pass_says_nothing_about_what_they_test(warm: Path, tmp_path: Path) -> None:
    program = "class Own:\n    def run(self): pass\ndef start(it): it.run()\nstart(Own())\n"
    test = "from one import start\nclass Fake:\n    def run(self): pass\ndef test_start(): start(Fake())\n"
    write(tmp_path / "source", {"one.py": program, "one_test.py": test})
    with Store.open_for_writing() as store:
        index(Request([str(tmp_path / "source")], name="one", workers=1, tests=True), store, lambda *_: None)
        with store.snapshot("one") as snapshot:
            assert "one:start" in [edge.callee for edge in snapshot.callees("one_test:test_start")]
            inferred = [edge.callee for edge in snapshot.callees("one:start") if edge.confidence == "inferred"]
            assert inferred == ["one:Own.run"]
