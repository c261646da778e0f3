"""Git repositories as sources: a revision read from objects, and a working tree."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property

from tracer.errors import SourceError, UnknownRevision
from tracer.facts import SourceFile
from tracer.sources.base import (
    MAX_BYTES,
    Entry,
    Listing,
    MissingContent,
    Origin,
    Skipped,
    build_listing,
    search,
)
from tracer.sources.git import MISSING, MODES, Conversation, Git
from tracer.sources.layout import main_package
from tracer.sources.tree import Tree

_FEW, _MANY_MISSING = 50, 100
"""Fewer files are read sooner than searched by git; more missing ones would be too many arguments of a command."""
_ASKED_AHEAD, _ASKED_AGAIN = 62, 30
"""Blobs: their hashes fit into the smallest pipe, so that asking never blocks; more are asked for as few are left."""


class BlobReader:
    """Blobs by hash through one `git cat-file --batch`, asked for ahead where the order of reading is known."""

    def __init__(self, git: Git) -> None:
        self._git = git
        self._process: Conversation | None = None
        self._expected: deque[str] = deque()
        self._asked: deque[str] = deque()
        self._arrived: dict[str, bytes | None] = {}
        self._too_large: set[str] = set()

    def expect(self, blobs: Iterable[str]) -> None:
        """These are going to be read, about in this order: git unpacks them while others are worked on."""
        self._expected = deque(blobs)

    def read(self, blob: str) -> bytes | None:
        """The bytes of a blob, None if the repository does not have it or it is larger than `MAX_BYTES`.

        Raises:
            SourceError: git ended, or does not answer.
        """
        if blob not in self._arrived:
            self._ask(blob)
            while self._asked:
                arrived = self._asked.popleft()
                try:
                    self._arrived[arrived] = self._receive()
                except TimeoutError as error:
                    self.close()
                    raise self._git.unanswered() from error
                if arrived == blob:
                    break
        return self._arrived.pop(blob)

    def _ask(self, blob: str) -> None:
        """Ask for `blob` and for what is expected after it; git's answers come in the order of the questions."""
        wanted = [] if blob in self._asked else [blob]
        if not wanted and len(self._asked) > _ASKED_AGAIN:
            return
        while self._expected and len(self._asked) + len(wanted) < _ASKED_AHEAD:
            following = self._expected.popleft()
            if following != blob and following not in self._asked and following not in self._arrived:
                wanted.append(following)
        if not wanted:
            return
        if self._process is None:
            self._process = self._git.start("cat-file", "--batch")
        try:
            self._process.ask("".join(f"{name}\n" for name in wanted).encode())
        except BrokenPipeError as error:
            self.close()
            raise SourceError("git ended unexpectedly", where=str(self._git.directory)) from error
        self._asked.extend(wanted)

    def _receive(self) -> bytes | None:
        assert self._process is not None
        header = self._process.line().split()
        if len(header) != 3:
            if header[-1:] == [b"missing"]:
                return None
            self.close()
            raise SourceError("git ended unexpectedly", where=str(self._git.directory))
        left = int(header[2])
        if left > MAX_BYTES:
            self._too_large.add(header[0].decode("ascii"))
            while left and (part := self._process.read(min(left, 2**20))):
                left -= len(part)
        content = self._process.read(left)
        self._process.read(1)
        return content if header[1] == b"blob" and int(header[2]) <= MAX_BYTES else None

    def content(self, file: SourceFile) -> bytes:
        """The bytes of a file.

        Raises:
            MissingContent: the repository lacks them, or there are too many of them: listings don't always tell.
        """
        content = self.read(file.blob)
        if content is None and file.blob in self._too_large:
            raise MissingContent(f"larger than {MAX_BYTES // 2**20} MiB", where=file.path)
        if content is None:
            raise MissingContent("the repository lacks this file's content", where=file.path)
        return content

    def close(self) -> None:
        self._asked.clear()
        self._arrived.clear()
        if self._process is not None:
            self._process.close()
            self._process = None


class GitRevision:
    """A commit, read from git's objects: needs no checkout, and sees none."""

    def __init__(
        self,
        git: Git,
        revision: str,
        *,
        name: str | None = None,
        tests: bool = False,
        cloned: tuple[str, str] = ("", ""),
        asked: bool = True,
    ) -> None:
        """`cloned` is what the repository is called and the revision that was asked for, where this tool cloned it;
        `asked` whether somebody named the revision."""
        self.git = git
        self._asked = asked
        self._revision = revision
        self._commit = git.commit(revision)
        self._cloned = cloned
        self._name = name
        self._tests = tests
        self._blobs = BlobReader(git)

    @cached_property
    def name(self) -> str:
        return self._name or main_package(e.path for e in self._tree[0]) or self._cloned[0] or repository_name(self.git)

    @cached_property
    def origin(self) -> Origin:
        details = {"git": str(self.git.directory), "ref": self.git.ref(self._revision)}
        if self._cloned[1]:
            details["clone"] = self._cloned[1]
        return Origin(
            "git",
            str(self.git.work_tree or self.git.directory),
            self._cloned[1] or self._label,
            self._commit,
            self.git.web_url(),
            details,
        )

    @property
    def _label(self) -> str:
        """The revision as it was asked for; for HEAD the tag that it is, if it is one, and where nobody asked for a
        revision its branch."""
        if self._revision != "HEAD":
            return self._revision
        branch = None if self._asked else self.git.branch()
        return self.git.tag_of(self._commit) or (branch or "HEAD").removeprefix("refs/heads/")

    @cached_property
    def _tree(self) -> tuple[list[Entry], list[Skipped]]:
        return self.git.tree(self._commit)

    @cached_property
    def _paths(self) -> dict[str, str]:
        return {entry.path: entry.blob for entry in self._tree[0]}

    @cached_property
    def _listing(self) -> Listing:
        return build_listing(self.name, *self._tree, tests=self._tests)

    def listing(self) -> Listing:
        return self._listing

    def expect(self, files: Iterable[SourceFile]) -> None:
        self._blobs.expect(file.blob for file in files)

    def read(self, file: SourceFile) -> bytes:
        return self._blobs.content(file)

    def read_path(self, path: str) -> bytes | None:
        blob = self._paths.get(path)
        return None if blob is None else self._blobs.read(blob)

    def paths(self, prefix: str) -> list[str]:
        folder = prefix.rstrip("/") + "/"
        return [path for path in self._paths if path.startswith(folder)]

    def containing(
        self, words: Sequence[bytes], files: Iterable[SourceFile], meanwhile: Callable[[], None] | None = None
    ) -> set[str]:
        wanted = list(files)
        missing = [skipped.path for skipped in self._tree[1] if skipped.reason == MISSING]
        if len(wanted) < _FEW or len(missing) > _MANY_MISSING:
            return search(self, words, wanted)
        suffixes = sorted({f".{file.path.rpartition('.')[2]}" for file in wanted})
        tests = [f"_test{suffix}" for suffix in suffixes]  # a third of TensorFlow's C++
        unwanted = [ending for ending in tests if not any(file.path.endswith(ending) for file in wanted)]
        try:
            found = self.git.grep(self._commit, words, suffixes, missing, unwanted, meanwhile)
            return found.intersection(file.path for file in wanted)
        except SourceError:
            return search(self, words, wanted)

    def close(self) -> None:
        self._blobs.close()


class WorkingTree(Tree):
    """A checked-out repository as it lies on disk, edited or not: git says which files belong to it."""

    def __init__(self, git: Git, *, name: str | None = None, tests: bool = False) -> None:
        assert git.work_tree is not None
        super().__init__(git.work_tree, name=name, tests=tests)
        self.git = git

    def _default_name(self) -> str:
        return main_package(e.path for e in self._entries[0]) or repository_name(self.git)

    def _candidates(self) -> Iterator[str]:
        output = self.git.run("ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate")
        yield from (os.fsdecode(path) for path in output.split(b"\0") if path)

    def _not_followed(self, path: str) -> str | None:
        is_submodule = (self.root / path).is_dir() and not (self.root / path).is_symlink()
        return MODES["160000"] if is_submodule else super()._not_followed(path)

    def _make_origin(self) -> Origin:
        ref = self.git.branch()
        try:
            commit: str | None = self.git.commit("HEAD")
        except UnknownRevision:
            commit = None
        details = {"git": str(self.git.directory), "ref": ref, "changed": self._changed(commit)}
        revision = None if ref is None else ref.removeprefix("refs/heads/")
        return Origin("worktree", str(self.root), revision, commit, self.git.web_url(), details)

    def _changed(self, commit: str | None) -> list[str]:
        """The indexed files that differ from the commit: permalinks would point to other lines."""
        if commit is None:
            return []
        committed = {entry.path: entry.blob for entry in self.git.tree(commit)[0]}
        return [file.path for file in self.listing().files if committed.get(file.path) != file.blob]


def repository_name(git: Git) -> str:
    """The name of the folder that a repository lies in."""
    folder = git.work_tree or git.directory
    names = [part.removesuffix(".git") for part in folder.absolute().parts if part not in ("/", ".git", "repo")]
    return next((name for name in reversed(names) if name), "repository")
