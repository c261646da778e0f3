"""Walking many revisions of a repository: tags in order, files by difference."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.tracer import repositories
from tracer.errors import UnknownRevision
from tracer.sources.contents import Contents
from tracer.sources.git import Git
from tracer.sources.repository import GitRevision
from tracer.sources.series import GitSeries, tags, version_key

STATES: list[tuple[str, dict[str, str | None]]] = [
    ("v1.9.0", {"pkg/__init__.py": "", "pkg/a.py": "class A: pass\n", "README": "A\n"}),
    ("v1.10.0-rc0", {"pkg/a.py": "class A: x = 1\n"}),
    ("v1.10.0", {"pkg/a.py": None, "pkg/b.py": "class A: pass\n"}),
    ("v1.9.1", {"pkg/c.pyi": "class C: ...\n"}),
    ("v2.0.0-alpha0", {"pkg/b_test.py": "class A: pass\n"}),
    ("nightly", {"pkg/d.py": ""}),
]


@pytest.fixture
def repository(tmp_path: Path) -> Git:
    def git(*arguments: str) -> None:
        who = {"NAME": "A", "EMAIL": "a@example.org", "DATE": "2020-01-01T00:00:00"}
        environment = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in who.items()}
        subprocess.run(["git", *arguments], cwd=tmp_path, check=True, env={**os.environ, **environment})

    git("init", "-q")
    for tag, files in STATES:
        for path, text in files.items():
            file = tmp_path / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.unlink() if text is None else file.write_text(text)
        git("add", "-A")
        git("commit", "-qm", tag)
        git("tag", tag)
    found = Git.find(tmp_path)
    assert found is not None
    return found


def test_releases_in_the_order_of_versions_and_what_comes_after(repository: Git) -> None:
    assert [tag.name for tag in tags(repository)] == ["v1.9.0", "v1.9.1", "v1.10.0", "v2.0.0-alpha0"]


def test_tags_by_glob(repository: Git) -> None:
    assert [tag.name for tag in tags(repository, ["v1.10*", "night*"])] == ["nightly", "v1.10.0-rc0", "v1.10.0"]
    with pytest.raises(UnknownRevision, match="it has 6 tags"):
        tags(repository, ["v9*"])
    head = repository.commit("HEAD")
    assert [(tag.name, tag.commit) for tag in tags(repository, ["HEAD"])] == [("HEAD", head)]
    assert {tag.name for tag in tags(repository, ["v1.10.0", head[:9]])} == {"v1.10.0", head[:9]}


@pytest.mark.parametrize(
    "ordered",
    [["v1.9.0", "v1.10.0"], ["v2.0.0-alpha0", "v2.0.0-beta1", "v2.0.0-rc1", "v2.0.0"], ["1.0", "1.0.1", "v1.1-rc0"]],
)
def test_version_order(ordered: list[str]) -> None:
    shuffled = ordered[1:] + ordered[:1]
    assert sorted(shuffled, key=version_key) == ordered


def test_each_revision_has_the_files_it_has_read_alone(repository: Git) -> None:
    series = GitSeries(repository, name="pkg")
    for tag in tags(repository, ["*"]):
        alone = GitRevision(repository, tag.name, name="pkg").listing().files
        walked = series.at(tag.commit)
        assert {(file.path, file.blob, file.module) for file in walked} == {
            (file.path, file.blob, file.module) for file in alone if file.kind in ("python", "stub")
        }
    series.close()


def test_search_by_content(repository: Git) -> None:
    series = GitSeries(repository)
    found = {}
    for tag in tags(repository):
        found[tag.name] = [
            file.path for file in series.matching(re.compile(rb"class A\b"), [b"A"], series.at(tag.commit))
        ]
    assert found == {
        "v1.9.0": ["pkg/a.py"],
        "v1.9.1": ["pkg/b.py"],
        "v1.10.0": ["pkg/b.py"],
        "v2.0.0-alpha0": ["pkg/b.py"],
    }
    series.close()


def test_what_a_revision_has_no_more_is_not_kept(repository: Git) -> None:
    series = GitSeries(repository)
    pattern = re.compile(rb"class (\w+)")
    for tag in tags(repository, ["v*"]):
        files = series.at(tag.commit)
        assert [name for file in files for name in series.found(pattern, file)]
        blobs = {file.blob for file in files}
        assert {blob for _, blob in series._found} <= blobs
    series.close()


def test_contents_are_kept_while_they_fit() -> None:
    contents = Contents(budget=5)
    contents.keep("a", b"123")
    contents.keep("a", b"123")
    contents.keep("b", b"456")
    contents.keep("c", b"")
    assert [contents.get(blob) for blob in "abc"] == [b"123", None, b""]
    contents.keep_only({"b", "c"})
    contents.keep("b", b"45678")
    assert [contents.get(blob) for blob in "abc"] == [None, b"45678", b""]


def test_revisions_that_begin_alike_are_named_first(keras: Path) -> None:
    for tag in ("v2.1.0-rc2", "v2.0.0", "v1.1.0", "v2.2.0"):
        repositories.git(keras, "tag", tag)
    with pytest.raises(UnknownRevision, match=r"did you mean v2.1.0-rc2, "):
        Git(keras / ".git", keras).commit("v2.1.0")
