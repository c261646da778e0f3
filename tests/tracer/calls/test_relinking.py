"""A call graph that another version of the linker made is made again; names are left as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tracer.repositories import write
from tracer.index.build import Request, index
from tracer.store import Store

pytestmark = pytest.mark.usefixtures("alone")


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


@pytest.mark.parametrize("same", [True, False])
def test_calls_are_those_of_what_another_indexer_put_in_its_place(
    same: bool, warm: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process replaces the names while this one links the calls: of the same files it gets them too."""
    write(tmp_path / "code", {"a.py": "def f():\n    g()\n\ndef g():\n    pass\n"})
    monkeypatch.setattr("tracer.index.build.unchanged", lambda *_: None)
    request = Request([str(tmp_path / "code")], name="code", workers=1)

    def interfere(stage: str, done: int, total: int) -> None:
        if stage == "writing calls":
            if not same:
                (tmp_path / "code/a.py").write_text("def f():\n    pass\n", encoding="utf-8")
            with Store.open_for_writing() as other:
                index(Request(request.specs, name="code", workers=1, calls=False), other, lambda *_: None)

    with Store.open_for_writing() as store:
        report = index(request, store, interfere)
        assert report.snapshot.has_calls == same
        with store.snapshot("code") as snapshot:
            assert [(edge.caller, edge.callee) for edge in snapshot.callees("a:f")] == [("a:f", "a:g")] * same


def test_long_chains_of_modules_and_classes_are_linked(warm: Path, tmp_path: Path) -> None:
    """Each class derives from one of the next module, each name comes through all modules after it by star imports:
    the first module in order is the furthest from where things are defined."""
    last = 500
    modules = {"p/__init__.py": "", f"p/m{last}.py": f"class C{last}:\n    def f(self): pass\n\ndef far(): pass\n"}
    for i in range(last - 1, 99, -1):
        modules[f"p/m{i}.py"] = (
            f"from p.m{i + 1} import *\nfrom p.m{i + 1} import C{i + 1} as Base\n\n"
            f"class C{i}(Base):\n    def g(self): return self.f()\n"
        )
    modules["p/a.py"] = "from p.m100 import far\n\ndef use(): far()\n"
    write(tmp_path / "source", modules)
    with Store.open_for_writing() as store:
        index(Request([str(tmp_path / "source")], name="chain", workers=1), store, lambda *_: None)
        with store.snapshot("chain") as snapshot:
            derived = snapshot.symbol("p.m100:C100")
            assert derived is not None
            assert len(derived.mro) == last - 100 + 2
            assert [edge.callee for edge in snapshot.callees("p.a:use")] == [f"p.m{last}:far"]
            assert [edge.callee for edge in snapshot.callees("p.m100:C100.g")] == [f"p.m{last}:C{last}.f"]
