"""What snapshots and their revisions are called."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tracer.repositories import commit, git, write
from tracer.cli import main
from tracer.sources import open_source

Output = pytest.CaptureFixture[str]
QUIET = ("--no-calls", "--jobs", "1", "--progress", "none")


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """A repository without a package that holds most of it, with two tags."""
    folder = tmp_path / "mixed"
    files: dict[str, str | bytes] = {f"{part}/__init__.py": "" for part in ("one", "two", "three", "four", "five")}
    commit(folder, {**files, "one/a.py": "class A: pass\n"}, tag="2.3.1")
    return folder


def test_a_clone_has_the_name_of_its_url_and_the_revision_asked_for(mixed: Path, warm: Path, capsys: Output) -> None:
    for _ in range(2):
        assert main(["index", mixed.as_uri(), "--rev", "2.3.1", *QUIET]) == 0
        assert capsys.readouterr().out.startswith("mixed@2.3.1: ")
    assert main(["where", "A", "--at", "mixed@2.3.1"]) == 0
    assert "(mixed@2.3.1)" in capsys.readouterr().out


def test_a_clone_is_indexed_again_without_its_tag(mixed: Path, warm: Path) -> None:
    from tracer.index.build import Request, index, renew
    from tracer.store import Store

    with Store.open_for_writing() as store:
        spec = f"{mixed.as_uri()}@2.3.1"
        made = index(Request([spec], calls=False), store, lambda stage, done, total: None).snapshot
        again = renew(store, made.name, made.backend, lambda stage, done, total: None, calls=False)
        assert again.name == "mixed@2.3.1"


def test_head_is_its_tag_and_else_twelve_digits(mixed: Path, warm: Path, capsys: Output) -> None:
    assert open_source(f"{mixed}@HEAD").origin.revision == "2.3.1"
    git(mixed, "tag", "2.3.1-rc0")
    assert open_source(f"{mixed}@HEAD").origin.revision == "2.3.1"
    after = commit(mixed, {"one/b.py": ""})
    assert open_source(f"{mixed}@HEAD").origin.revision == "HEAD"
    git(mixed, "checkout", "-q", after)
    assert main(["index", str(mixed), *QUIET]) == 0
    assert main(["where", "A"]) == 0
    assert f"(mixed@{after[:12]})" in capsys.readouterr().out


def test_a_bare_clone_is_called_after_its_branch(mixed: Path, tmp_path: Path, warm: Path, capsys: Output) -> None:
    git(mixed, "checkout", "-q", "-b", "topic")
    commit(mixed, {"one/b.py": ""})
    bare = tmp_path / "mixed.git"
    git(tmp_path, "clone", "-q", "--bare", str(mixed), str(bare))
    for spec in (str(bare), mixed.as_uri()):
        assert main(["index", spec, *QUIET]) == 0
        assert capsys.readouterr().out.partition(":")[0].removesuffix("~2") == "mixed@topic"
    assert open_source(f"{bare}@HEAD").origin.revision == "HEAD"


@pytest.mark.parametrize("name", ["a@b", "a/b", " "])
def test_names_that_would_be_taken_for_sources_are_refused(name: str, mixed: Path, warm: Path, capsys: Output) -> None:
    assert main(["index", str(mixed), "--as", name, *QUIET]) == 2
    assert "a snapshot's name has no @ and no /" in capsys.readouterr().err


def test_a_folder_without_a_package_is_called_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "m.py").write_text("def f(): pass\n")
    assert open_source(str(tmp_path / "scripts")).name == "scripts"


def test_a_folder_inside_a_package_does_not_take_the_place_of_the_package(
    tmp_path: Path, warm: Path, capsys: Output
) -> None:
    write(tmp_path, {"pkg/__init__.py": "", "pkg/sub/__init__.py": "", "pkg/sub/a.py": "def f(): pass\n"})
    for folder, name in (("pkg", "pkg"), ("pkg/sub", "pkg.sub"), ("pkg/sub", "pkg.sub")):
        assert main(["index", str(tmp_path / folder), *QUIET]) == 0
        assert capsys.readouterr().out.startswith(f"{name}: ")
    for name in ("pkg", "pkg.sub"):
        assert main(["where", "pkg.sub.a.f", "--at", name]) == 0


def test_a_package_and_the_clone_it_lies_in_are_two_snapshots(tmp_path: Path, warm: Path, capsys: Output) -> None:
    commit(tmp_path / "clone", {"pkg/__init__.py": "", "pkg/m.py": "def f(): pass\n", "other/x.py": "def g(): pass\n"})
    clone, package = str(tmp_path / "clone"), str(tmp_path / "clone" / "pkg")
    for spec, name in ((clone, "pkg"), (package, "pkg~2"), (clone, "pkg"), (package, "pkg~2")):
        for backend in ("jax", "tensorflow"):
            assert main(["index", spec, "--backend", backend, *QUIET]) == 0
            printed = capsys.readouterr()
            assert printed.out.startswith(f"{name}: ")
            told = "pkg is a snapshot of something else, so this one is called pkg~2"
            assert (told in printed.err) == (name != "pkg" and "unchanged" not in printed.out)
    for at, is_found in ((clone, True), (package, False)):
        assert (main(["where", "other.x.g", "--at", at]) == 0) == is_found
