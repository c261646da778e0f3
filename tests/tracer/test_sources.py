from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.stress.hostile import configure
from tests.tracer.repositories import KERAS, bare, commit, git, write
from tracer import paths_of_tests
from tracer.errors import EmptySource, SourceError, UnknownDistribution, UnknownRevision
from tracer.sources import SourceProvider, layout, open_source, open_sources, remote, split_revision
from tracer.sources.base import MissingContent, blob_hash
from tracer.sources.distribution import InstalledDistribution
from tracer.sources.git import Git, web_url
from tracer.sources.repository import BlobReader
from tracer.sources.series import GitSeries
from tracer.sources.tree import PlainDirectory


def paths(provider: SourceProvider) -> set[str]:
    return {file.path for file in provider.listing().files}


def reasons(provider: SourceProvider) -> dict[str, str]:
    return {skip.path: skip.reason for skip in provider.listing().skipped}


def contents(provider: SourceProvider) -> dict[str, bytes]:
    return {file.path: provider.read(file) for file in provider.listing().files}


# ------------------------------------------------------------------------------------------------- layout


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("a/b.py", "python"),
        ("a/b.pyi", "stub"),
        ("core/ops/math_ops.cc", "cpp"),
        ("core/kernels/relu_op.cu.cc", "cpp"),
        ("core/framework/op.h", "cpp"),
        ("tensorflow/core/api_def/base_api/api_def_Abs.pbtxt", "api_def"),
        ("tensorflow/tools/api/golden/v2/tensorflow.pbtxt", None),
        ("tensorflow/python/BUILD", "build"),
        ("README.md", None),
        ("py", None),
    ],
)
def test_kind_of_file(path: str, kind: str | None) -> None:
    assert layout.kind_of(path) == kind


@pytest.mark.parametrize(
    ("path", "is_test", "is_of_tests"),
    [
        ("keras/engine/sequential_test.py", True, True),
        ("test_model.py", True, True),
        ("pkg/tests/helpers.py", True, True),
        ("test/orm/test_query.py", True, True),
        ("pkg/conftest.py", True, True),
        ("core/ops/math_ops_test.cc", True, True),
        ("tensorflow/python/framework/test_util.py", False, True),
        ("tensorflow/python/kernel_tests/signal/helpers.py", False, True),
        ("tensorflow/python/keras/testing_utils.py", False, True),
        ("tensorflow/python/platform/googletest.py", False, True),
        ("tensorflow/python/platform/test.py", False, True),
        ("tensorflow/python/profiler/internal/model_analyzer_testlib.py", False, True),
        ("django/test/client.py", False, True),
        ("numpy/testing/utils.py", False, True),
        ("keras/src/testing/test_case.py", False, True),
        ("latest/contest.py", False, False),
        ("pkg/attest_testify.py", False, False),
    ],
)
def test_test_files(path: str, is_test: bool, is_of_tests: bool) -> None:
    assert paths_of_tests.is_test(path) is is_test
    assert paths_of_tests.is_of_tests(path) is is_of_tests


@pytest.mark.parametrize(
    ("files", "path", "module"),
    [
        (["a/__init__.py"], "a/b.py", ("a.b", False)),
        (["a/__init__.py"], "a/__init__.py", ("a", True)),
        (["src/a/__init__.py"], "src/a/b.py", ("a.b", False)),
        (["lib/sqlalchemy/__init__.py"], "lib/sqlalchemy/orm/x.py", ("sqlalchemy.orm.x", False)),
        (["packages/one/src/one/__init__.py"], "packages/one/src/one/x.py", ("one.x", False)),
        (["keras/__init__.py", "keras/src/__init__.py", "keras/src/layers/__init__.py"], "keras/src/layers/core.py",
         ("keras.src.layers.core", False)),
        (["tf/python/lib/__init__.py", "tf/__init__.py", "tf/python/lib/io/__init__.py"], "tf/python/lib/io/f.py",
         ("tf.python.lib.io.f", False)),
        (["tensorflow/__init__.py"], "tensorflow/python/no_init/x.py", ("tensorflow.python.no_init.x", False)),
    ],
)  # fmt: skip
def test_module_names(files: list[str], path: str, module: tuple[str, bool]) -> None:
    assert layout.module_name(path, layout.import_roots(files)) == module


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("repo@v1", ("repo", "v1")),
        ("repo", ("repo", None)),
        ("/a/b@c@v2", ("/a/b@c", "v2")),
        ("https://host/x.git@v1", ("https://host/x.git", "v1")),
        ("https://user@host/x.git", ("https://user@host/x.git", None)),
        ("git@host:owner/x.git", ("git@host:owner/x.git", None)),
        ("git@host:x", ("git@host:x", None)),
        ("git@host:x@v1", ("git@host:x", "v1")),
        ("git@host:owner/x.git@feature/y", ("git@host:owner/x.git", "feature/y")),
        ("repo@", ("repo@", None)),
    ],
)
def test_split_revision(spec: str, expected: tuple[str, str | None]) -> None:
    assert split_revision(spec) == expected


def test_a_path_with_an_at_sign_is_a_path(tmp_path: Path) -> None:
    (tmp_path / "a@b").mkdir()
    assert split_revision(str(tmp_path / "a@b")) == (str(tmp_path / "a@b"), None)


@pytest.mark.parametrize(
    ("remote_url", "expected"),
    [
        ("https://github.com/tensorflow/tensorflow.git", "https://github.com/tensorflow/tensorflow"),
        ("git@github.com:keras-team/keras.git", "https://github.com/keras-team/keras"),
        ("ssh://git@github.com/keras-team/keras", "https://github.com/keras-team/keras"),
        ("https://token:x@github.com/a/b.git", "https://github.com/a/b"),
        ("/srv/git/x.git", None),
        ("file:///srv/x.git", None),
        ("javascript:alert(1)", None),
    ],
)
def test_web_address_of_a_remote(remote_url: str, expected: str | None) -> None:
    assert web_url(remote_url) == expected


# --------------------------------------------------------------------------------------------------- git


def test_revision_is_read_from_objects_without_a_checkout(keras: Path, tmp_path: Path) -> None:
    commit(keras, {"tensorflow/python/keras/models.py": "changed = 1\n"}, tag="v2")
    repository = bare(keras, tmp_path / "bare.git")
    provider = open_source(f"{repository}@v1")
    assert provider.name == "tensorflow"
    assert provider.origin.kind == "git"
    assert provider.origin.revision == "v1"
    assert (
        contents(provider)["tensorflow/python/keras/models.py"] == KERAS["tensorflow/python/keras/models.py"].encode()
    )
    assert "tensorflow/python/keras/engine/sequential_test.py" not in paths(provider)
    assert reasons(provider)["tensorflow/python/keras/engine/sequential_test.py"] == "test file"
    provider.close()


def test_blobs_are_keyed_as_git_does(keras: Path) -> None:
    provider = open_source(f"{keras}@v1")
    for path, content in contents(provider).items():
        assert git(keras, "rev-parse", f"v1:{path}") == blob_hash(content)
    assert {f.path: f.blob for f in open_source(str(keras)).listing().files} == {
        f.path: f.blob for f in provider.listing().files
    }
    provider.close()


def test_shallow_clone(keras: Path, tmp_path: Path) -> None:
    commit(keras, {"new.py": "x = 1\n"})
    provider = open_source(str(bare(keras, tmp_path / "shallow.git", "--depth=1")))
    assert "new.py" in paths(provider)
    assert contents(provider)["new.py"] == b"x = 1\n"
    with pytest.raises(UnknownRevision, match="shallow"):
        open_source(f"{tmp_path / 'shallow.git'}@v1")
    provider.close()


def test_missing_blobs_of_a_partial_clone_are_counted_and_not_fetched(keras: Path, tmp_path: Path) -> None:
    repository = bare(keras, tmp_path / "partial.git", "--filter=blob:none")
    before = sorted((repository / "objects").rglob("*"))
    provider = open_source(str(repository))
    assert provider.listing().files == ()
    assert provider.listing().skipped_counts()["missing in a partial clone, not fetched"] == len(KERAS)
    assert provider.read_path("tensorflow/__init__.py") is None
    provider.close()
    assert sorted((repository / "objects").rglob("*")) == before


def test_unknown_revision_names_similar_ones(keras: Path) -> None:
    git(keras, "tag", "v2.1.0")
    with pytest.raises(UnknownRevision, match=r"did you mean v2\.1\.0"):
        open_source(f"{keras}@v2.1.1")


@pytest.mark.parametrize("revision", ["--upload-pack=x", "-x", " "])
def test_a_revision_is_never_an_option(keras: Path, revision: str) -> None:
    with pytest.raises(UnknownRevision):
        open_source(str(keras), revision=revision)


def test_dirty_working_tree(keras: Path) -> None:
    write(
        keras, {"tensorflow/python/keras/models.py": "dirty = 1\n", "untracked.py": "y = 2\n", "ignored.py": "z = 3\n"}
    )
    write(keras, {".gitignore": "ignored.py\n"})
    (keras / "tensorflow/python/util/tf_export.py").unlink()
    provider = open_source(str(keras))
    assert provider.origin.kind == "worktree"
    assert provider.origin.revision == "main"
    assert {"tensorflow/python/keras/models.py", "untracked.py"} <= paths(provider)
    assert not {"ignored.py", "tensorflow/python/util/tf_export.py"} & paths(provider)
    assert contents(provider)["tensorflow/python/keras/models.py"] == b"dirty = 1\n"
    assert set(provider.origin.details["changed"]) == {"tensorflow/python/keras/models.py", "untracked.py"}


def test_linked_worktree(keras: Path, tmp_path: Path) -> None:
    git(keras, "worktree", "add", "-q", str(tmp_path / "linked"), "v1")
    provider = open_source(str(tmp_path / "linked"))
    assert provider.origin.kind == "worktree"
    assert "tensorflow/__init__.py" in paths(provider)


def test_file_that_changes_between_listing_and_reading(keras: Path) -> None:
    provider = open_source(str(keras))
    file = next(file for file in provider.listing().files if file.path.endswith("models.py"))
    (keras / file.path).write_text("other = 1\n")
    with pytest.raises(MissingContent, match="changed"):
        provider.read(file)


def test_submodules_symlinks_and_devices_are_skipped_with_a_reason(keras: Path, tmp_path: Path) -> None:
    commit(tmp_path / "other", {"a.py": ""})
    git(keras, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(tmp_path / "other"), "sub")
    (keras / "link.py").symlink_to("/etc/passwd")
    (keras / "inside").symlink_to(tmp_path)
    git(keras, "add", "-A")
    git(keras, "commit", "-q", "-m", "links")
    os.mkfifo(keras / "pipe.py")
    tree = open_source(str(keras))
    assert reasons(tree)["sub"] == "submodule, not followed"
    assert reasons(tree)["link.py"] == "symbolic link"
    assert reasons(tree)["inside"] == "symbolic link to a folder"
    revision = open_source(f"{keras}@HEAD")
    assert reasons(revision)["sub"] == "submodule, not followed"
    assert reasons(revision)["link.py"] == "symbolic link"
    assert not any(path.startswith(("sub/", "inside", "link")) for path in paths(tree) | paths(revision))
    revision.close()
    plain = tmp_path / "plain"
    write(plain, {"a.py": ""})
    os.mkfifo(plain / "pipe.py")
    assert reasons(open_source(str(plain))) == {"pipe.py": "not a regular file"}


def test_odd_names(tmp_path: Path) -> None:
    names = {"sp ace.py": "", "ünï.py": "", "new\nline.py": "", "-dash.py": ""}
    commit(tmp_path / "r", dict(names))
    (tmp_path / "r" / os.fsdecode(b"latin\xe9.py")).write_text("")
    git(tmp_path / "r", "add", "-A")
    git(tmp_path / "r", "commit", "-q", "-m", "x")
    for spec in (str(tmp_path / "r"), f"{tmp_path / 'r'}@HEAD"):
        provider = open_source(spec)
        assert paths(provider) == set(names) == set(contents(provider))
        assert reasons(provider) == {"latin\\udce9.py": "name that is not UTF-8"}
        provider.close()


def test_large_files_are_skipped(tmp_path: Path) -> None:
    write(tmp_path / "d", {"big.py": b"#" * (17 << 20), "small.py": ""})
    provider = open_source(str(tmp_path / "d"))
    assert paths(provider) == {"small.py"}
    assert reasons(provider) == {"big.py": "larger than 16 MiB"}


def test_a_size_that_a_listing_does_not_tell_is_looked_at(keras: Path, tmp_path: Path) -> None:
    head = commit(keras, {"big.py": b"#" * (17 << 20), "small.py": "x"})
    series = GitSeries(Git(keras / ".git", keras))
    partial = open_source(f"{bare(keras, tmp_path / 'partial', '--filter=blob:limit=30m')}@HEAD")
    for provider, files in ((series, series.at(head)), (partial, partial.listing().files)):
        big, small = (next(file for file in files if file.path == path) for path in ("big.py", "small.py"))
        with pytest.raises(MissingContent, match="larger than 16 MiB"):
            provider.read(big)
        assert provider.read(small) == b"x"
        provider.close()


def test_search_in_git_and_on_disk_agree(keras: Path) -> None:
    commit(keras, {f"m{n}.py": f"value = 'needle{n % 7}'\n" for n in range(60)})
    for provider in (open_source(f"{keras}@HEAD"), open_source(str(keras))):
        files = provider.listing().files
        assert provider.containing([b"needle3", b"class Sequential"], files) == {
            *(f"m{n}.py" for n in range(60) if n % 7 == 3),
            "tensorflow/python/keras/engine/sequential.py",
        }
        provider.close()


@pytest.mark.parametrize("tests", [False, True])
def test_git_searches_tests_where_they_are_asked_for(tests: bool, keras: Path) -> None:
    commit(keras, {f"m{n}{ending}.cc": "REGISTER_OP" for n in range(60) for ending in ("", "_test")})
    provider = open_source(f"{keras}@HEAD", tests=tests)
    files = [file for file in provider.listing().files if file.kind == "cpp"]
    assert len(files) == 60 * (1 + tests)
    assert provider.containing([b"REGISTER_OP"], files) == {file.path for file in files}
    provider.close()


def test_a_partial_clone_is_searched_by_git_without_what_it_lacks(
    keras: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {f"m{n}.py": f"value = 'needle{n % 7}'\n" for n in range(60)}
    commit(keras, {**files, "large:needle3*.py": f"large = 'needle3{'x' * 3000}'\n"})
    repository = bare(keras, tmp_path / "partial.git", "--filter=blob:limit=2k")
    before = sorted((repository / "objects").rglob("*"))
    monkeypatch.setattr("tracer.sources.repository.search", None)
    provider = open_source(str(repository))
    assert "large:needle3*.py" in {skipped.path for skipped in provider.listing().skipped}
    found = provider.containing([b"needle3"], provider.listing().files)
    assert found == {f"m{n}.py" for n in range(60) if n % 7 == 3}
    provider.close()
    assert sorted((repository / "objects").rglob("*")) == before


@pytest.mark.parametrize("option", ["color.ui", "color.grep", "grep.lineNumber", "grep.fullName", "grep.column"])
def test_a_repository_cannot_change_what_a_search_answers(keras: Path, option: str) -> None:
    commit(keras, {f"m{n}.cc": f"REGISTER_OP({n});" for n in range(60)})
    git(keras, "config", option, "always" if option.startswith("color") else "true")
    provider = open_source(f"{keras}@HEAD")
    files = [file for file in provider.listing().files if file.kind == "cpp"]
    assert provider.containing([b"REGISTER_OP"], files) == {f"m{n}.cc" for n in range(60)}
    provider.close()


def test_what_git_could_not_search_counts_as_found(keras: Path) -> None:
    commit(keras, {f"m{n}.cc": f"plain({n});" for n in range(60)})
    blob = git(keras, "rev-parse", "HEAD:m7.cc")
    (keras / ".git/objects" / blob[:2] / blob[2:]).unlink()
    provider = open_source(f"{keras}@HEAD")
    files = [file for file in provider.listing().files if file.kind == "cpp"]
    assert provider.containing([b"REGISTER_OP"], files) == {"m7.cc"}
    provider.close()


def test_a_hostile_repository_runs_nothing(keras: Path, tmp_path: Path) -> None:
    touched = tmp_path / "touched"
    touched.mkdir()
    commit(keras, {".gitattributes": "*.py filter=evil diff=evil merge=evil\n"})
    configure(keras, tmp_path / "traps", touched)
    write(keras, {"tensorflow/python/keras/models.py": "dirty = 1\n"})
    for spec in (str(keras), f"{keras}@HEAD"):
        provider = open_source(spec)
        contents(provider)
        provider.containing([b"x"], provider.listing().files)
        assert provider.origin.url is None
        provider.close()
    assert not list(touched.iterdir())


@pytest.mark.parametrize("work_tree", ["/", ".."])
def test_a_configured_work_tree_is_ignored(keras: Path, work_tree: str) -> None:
    git(keras, "config", "core.worktree", work_tree)
    assert paths(open_source(str(keras))) == {path for path in KERAS if not path.endswith("_test.py")}


# -------------------------------------------------------------------------------------- other providers


def test_plain_directory_that_is_a_package_keeps_its_name(tmp_path: Path) -> None:
    write(tmp_path / "pkg", {"__init__.py": "", "sub/__init__.py": "", "sub/a.py": ""})
    for folder in (tmp_path / "pkg", tmp_path / "pkg" / "sub"):
        provider = open_source(str(folder))
        assert provider.origin.root == str(tmp_path)
        assert ("pkg.sub.a", "pkg/sub/a.py") in {(file.module, file.path) for file in provider.listing().files}
        assert provider.name == "pkg"


def test_directories_that_never_hold_sources(tmp_path: Path) -> None:
    write(
        tmp_path, {"a.py": "", "env/pyvenv.cfg": "", "env/b.py": "", "node_modules/c.py": "", "x/__pycache__/d.py": ""}
    )
    assert paths(open_source(str(tmp_path))) == {"a.py"}


def test_installed_distribution_is_found_by_either_name_and_not_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.delitem(sys.modules, "yaml", raising=False)
    by_import = open_source("git")
    by_name = open_source("GitPython")
    assert paths(by_import) == paths(by_name)
    assert "git/repo/base.py" in paths(by_import)
    assert by_import.origin.sha is not None


def test_a_word_is_the_distribution_and_a_path_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, {"numpy/here.py": "", "nothing_installed/here.py": ""})
    for spec in ("numpy", "installed:numpy"):
        assert open_source(spec).origin.kind == "distribution"
    for spec in ("./numpy", str(tmp_path / "numpy"), "nothing_installed"):
        assert paths(open_source(spec)) == {"here.py"}
    with pytest.raises(UnknownDistribution):
        open_source("installed:nothing_installed")


def test_a_source_without_python_is_refused(keras: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--no-checkout", str(keras), "empty")
    with pytest.raises(EmptySource, match=r"the working tree is empty.*--rev HEAD"):
        open_sources([str(tmp_path / "empty")])
    assert paths(open_sources([str(tmp_path / "empty")], revision="HEAD")[0]) >= {"tensorflow/__init__.py"}
    write(tmp_path / "docs", {"README.md": "", "tests/test_a.py": ""})
    with pytest.raises(EmptySource, match=r"there is no Python file.*--tests"):
        open_sources([str(tmp_path / "docs")])


def test_editable_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = tmp_path / "project"
    write(project, {"src/mine/__init__.py": "", "src/mine/a.py": "", "setup.py": ""})
    site = tmp_path / "site"
    info = "mine-1.0.dist-info"
    url = project.as_uri()
    write(
        site,
        {
            f"{info}/METADATA": "Metadata-Version: 2.1\nName: mine\nVersion: 1.0\n",
            f"{info}/RECORD": f"{info}/METADATA,,\n__editable__.mine.pth,,\n",
            f"{info}/direct_url.json": f'{{"url": "{url}", "dir_info": {{"editable": true}}}}',
            "__editable__.mine.pth": f"{project}/src\n",
        },
    )
    monkeypatch.syspath_prepend(str(site))
    provider = InstalledDistribution("mine")
    assert paths(provider) == {"mine/__init__.py", "mine/a.py"}
    assert provider.origin.root == str(project / "src")


@pytest.mark.parametrize(
    ("record", "found"),
    [
        (b"mine/__init__.py,,\n" + b"x" * 200_000 + b".py,,\n", {"mine/__init__.py"}),
        (b'mine/__init__.py,,\n"unclosed,,\n', {"mine/__init__.py"}),
        (b"mine/__init__.py,,\n../../etc/a.py,,\n/etc/b.py,,\n", {"mine/__init__.py"}),
        (b"\xff\xfe", set()),
    ],
    ids=["long", "unclosed", "outside", "bytes"],
)
def test_a_damaged_list_of_installed_files(
    record: bytes, found: set[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    metadata = "Metadata-Version: 2.1\nName: mine\nVersion: 1.0\n"
    write(tmp_path, {"mine/__init__.py": "", "mine-1.0.dist-info/METADATA": metadata})
    write(tmp_path, {"mine-1.0.dist-info/RECORD": record})
    monkeypatch.syspath_prepend(str(tmp_path))
    assert paths(InstalledDistribution("mine")) == found


def test_an_installed_distribution_with_damaged_metadata_does_not_hide_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"broken-1.0.dist-info/METADATA": b"\xff\xfe", "empty-1.0.dist-info/METADATA": ""})
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(UnknownDistribution, match="did you mean"):
        open_source("gitpythn")
    assert paths(InstalledDistribution("gitpython"))


def test_a_damaged_list_of_files_does_not_hide_what_other_distributions_provide(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {"foo/__init__.py": "", "foo_cpu-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: foo-cpu\n"}
    write(tmp_path, {**files, "foo_cpu-1.0.dist-info/RECORD": "foo/__init__.py,,\n"})
    write(tmp_path, {"bad-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: bad\n"})
    write(tmp_path, {"bad-1.0.dist-info/RECORD": b"\xff\xfe"})
    monkeypatch.syspath_prepend(str(tmp_path))
    assert paths(InstalledDistribution("foo")) == {"foo/__init__.py"}
    with pytest.raises(UnknownDistribution, match="1 installed with damaged metadata: bad"):
        InstalledDistribution("fooo")


def test_a_repository_that_git_waits_for_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(tmp_path / "repo", {"a.py": ""}, tag="v1")
    os.mkfifo(tmp_path / "pipe")
    git(tmp_path / "repo", "config", "include.path", str(tmp_path / "pipe"))
    monkeypatch.setattr("tracer.sources.git._PATIENCE", 0.3)
    with pytest.raises(SourceError, match="git did not answer"):
        open_source(f"{tmp_path / 'repo'}@v1")


def test_a_content_that_git_waits_for_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(tmp_path / "repo", {"a.py": "x = 1\n", "b.py": "y = 1\n"}, tag="v1")
    found = Git.find(tmp_path / "repo")
    assert found is not None
    blobs = {entry.path: entry.blob for entry in found.tree("v1")[0]}
    loose = tmp_path / "repo" / ".git" / "objects" / blobs["a.py"][:2] / blobs["a.py"][2:]
    loose.unlink()
    os.mkfifo(loose)
    monkeypatch.setattr("tracer.sources.git._PATIENCE", 0.3)
    reader = BlobReader(found)
    with pytest.raises(SourceError, match="git did not answer"):
        reader.read(blobs["a.py"])
    assert reader.read(blobs["b.py"]) == b"y = 1\n"
    reader.close()


def test_a_command_without_a_limit_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(tmp_path / "repo", {"a.py": ""}, tag="v1")
    found = Git.find(tmp_path / "repo")
    assert found is not None
    monkeypatch.setattr("tracer.sources.git._PATIENCE", 0)
    with pytest.raises(SourceError, match="git did not answer"):
        found.tags()
    assert found.run("tag", limited=False) == b"v1\n"


def test_a_folder_that_cannot_be_listed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One whose path is longer than the system takes."""
    write(tmp_path, {"a.py": ""})
    monkeypatch.chdir(tmp_path)
    for _ in range(25):
        Path("d" * 200).mkdir()
        os.chdir("d" * 200)
    write(Path(), {"b.py": ""})
    provider = PlainDirectory.at(tmp_path)
    assert paths(provider) == {"a.py"}
    (reason,) = reasons(provider).values()
    assert reason.startswith("cannot be read, ")


def test_unknown_source_says_what_to_do() -> None:
    with pytest.raises(UnknownDistribution, match="did you mean") as caught:
        open_source("gitpythn")
    assert caught.value.hint is not None
    with pytest.raises(UnknownDistribution):
        open_source("/no/such/folder")


@pytest.mark.parametrize(
    "url",
    ["ext::sh -c touch%20x", "http://host/x", "ftp://host/x", "https://-oProxyCommand=x/y", "ssh://-oProxyCommand=x/y",
     "fd::3", "--upload-pack=x", "javascript://x"],
)  # fmt: skip
def test_refused_urls(url: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        remote.checked_url(url)
    with pytest.raises(SourceError):
        open_source(url)


def test_clone_of_a_url_is_shallow_and_reused(keras: Path, cache: Path) -> None:
    url = keras.as_uri()
    seen: list[str] = []
    provider = open_source(f"{url}@v1", progress=lambda stage, done, total: seen.append(stage))
    assert "tensorflow/__init__.py" in paths(provider)
    provider.close()
    assert len(list((cache / "clones").iterdir())) == 1
    assert (next((cache / "clones").iterdir()) / "shallow").exists()
    provider = open_source(f"{url}@v1")
    assert "tensorflow/__init__.py" in paths(provider)
    provider.close()


@pytest.mark.parametrize("revision", ["", "@main", "@moving"])
def test_a_clone_is_fetched_again(keras: Path, cache: Path, revision: str) -> None:
    git(keras, "tag", "-a", "-m", "x", "moving", "HEAD")
    before = open_source(f"{keras.as_uri()}{revision}").origin.sha
    after = commit(keras, {"tensorflow/python/new.py": ""})
    git(keras, "tag", "-f", "-a", "-m", "x", "moving", "HEAD")
    provider = open_source(f"{keras.as_uri()}{revision}")
    assert provider.origin.sha == after != before
    assert "tensorflow/python/new.py" in set(contents(provider))
    provider.close()
    assert git(next((cache / "clones").iterdir()), "cat-file", "-t", str(before)) == "commit"


def test_clones_at_the_same_time_do_not_meet(keras: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    finish = remote._clone

    def overtaken(*arguments: Any) -> None:
        finish(*arguments)
        monkeypatch.setattr(remote, "_clone", finish)
        open_source(keras.as_uri()).close()

    monkeypatch.setattr(remote, "_clone", overtaken)
    provider = open_source(keras.as_uri())
    assert contents(provider)
    provider.close()
    assert len(list((cache / "clones").iterdir())) == 1


@pytest.mark.parametrize("revision", ["x --upload-pack=touch${IFS}y", "--upload-pack=x", "a b", "HEAD~1"])
def test_the_revision_of_a_url_is_a_name(keras: Path, cache: Path, revision: str) -> None:
    with pytest.raises(UnknownRevision, match="not the name"):
        open_source(keras.as_uri(), revision=revision)


def test_clone_that_fails_says_why(tmp_path: Path, cache: Path) -> None:
    with pytest.raises(SourceError, match=r"cannot clone, .*does not (appear to be a git repository|exist)") as caught:
        open_source(f"file://{tmp_path}/nothing")
    assert caught.value.hint is not None
    assert not list((cache / "clones").iterdir())


def test_sources_of_one_snapshot_have_different_names(keras: Path) -> None:
    providers = open_sources([f"{keras}@v1", str(keras)])
    assert [provider.name for provider in providers] == ["tensorflow", "tensorflow-2"]
    for provider in providers:
        provider.close()


def test_a_file_and_a_repository_without_anything_are_refused(tmp_path: Path) -> None:
    (tmp_path / "f.txt").write_text("x")
    with pytest.raises(SourceError, match="not a directory"):
        open_source(str(tmp_path / "f.txt"))
    git(tmp_path, "init", "-q", "empty")
    with pytest.raises(SourceError) as refused:
        open_sources([str(tmp_path / "empty")])
    assert "it has no commit either" in str(refused.value)
