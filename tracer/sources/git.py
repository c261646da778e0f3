"""Git, called so that a stranger's repository can't make it run anything, and repositories read with it.

A repository's own configuration may name programs (hooks, filters, fsmonitor, ssh commands, textconv). Only plumbing
commands that read objects and the index are called, every program that they might start is switched off on the command
line, and no transport is allowed, so that a partial clone's missing objects are not fetched behind the user's back.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path

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
from tracer.sources.layout import main_package
from tracer.sources.tree import Tree

_SAFE_CONFIG = {
    "core.fsmonitor": "false",
    "core.hooksPath": os.devnull,
    "core.sshCommand": "false",
    "core.gitProxy": "false",
    "core.attributesFile": os.devnull,
    "core.untrackedCache": "false",
    "core.pager": "cat",
    "color.ui": "false",
    "credential.helper": "",
    "diff.external": "",
    "protocol.allow": "never",
    "uploadpack.packObjectsHook": "",
    "gc.auto": "0",
    "log.showSignature": "false",
    "gpg.program": "false",
    "gpg.openpgp.program": "false",
    "gpg.ssh.program": "false",
    "gpg.ssh.defaultKeyCommand": "",
    "gpg.x509.program": "false",
    "submodule.recurse": "false",
}
_MODES = {"160000": "submodule, not followed", "120000": "symbolic link"}
MISSING = "missing in a partial clone, not fetched"
_GREP_NOT_FOUND = 1
_FEW, _MANY_MISSING = 50, 100
"""Fewer files are read sooner than searched by git; more missing ones would be too many arguments of a command."""
_ASKED_AHEAD = 32


def git_environment(*, transports: str = "none") -> dict[str, str]:
    """The environment for git: the user's, without what redirects git, without prompts and lazy fetches."""
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    return {
        **inherited,
        "LC_ALL": "C",
        "GIT_ALLOW_PROTOCOL": transports,
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "false",
        "SSH_ASKPASS": "false",
    }


class Git:
    """A repository by its git directory, and its work tree if it has one."""

    def __init__(self, directory: Path, work_tree: Path | None) -> None:
        self.directory = directory
        self.work_tree = work_tree
        executable = shutil.which("git")
        if executable is None:
            raise SourceError("git is not installed", where=str(directory), hint="install git, or index a directory")
        options = [f"{key}={value}" for key, value in _SAFE_CONFIG.items()]
        self._command = [
            executable,
            "--no-pager",
            f"--git-dir={directory}",
            *([f"--work-tree={work_tree}"] if work_tree else []),
            *(part for option in options for part in ("-c", option)),
        ]

    @classmethod
    def find(cls, path: Path) -> Git | None:
        """The repository whose top is `path` (a work tree or a bare repository), None if it is none."""
        dot_git = path / ".git"
        if dot_git.is_dir():
            return cls(dot_git, path)
        if dot_git.is_file():
            return cls._linked(dot_git, path)
        if (path / "HEAD").is_file() and (path / "objects").is_dir() and (path / "refs").is_dir():
            return cls(path, None)
        return None

    @classmethod
    def _linked(cls, dot_git: Path, work_tree: Path) -> Git | None:
        """A worktree or submodule: `.git` is a file that names the git directory."""
        text = dot_git.read_text(encoding="utf-8", errors="replace").strip()
        if not text.startswith("gitdir: "):
            return None
        directory = (work_tree / text.removeprefix("gitdir: ")).resolve()
        return cls(directory, work_tree) if directory.is_dir() else None

    def run(self, *arguments: str, ok: Sequence[int] = (0,), silent: bool = False) -> bytes:
        """The output of a git command.

        Raises:
            SourceError: it failed with a status that is not in `ok`, or complained where it should be `silent`.
        """
        done = subprocess.run(
            [*self._command, *arguments], capture_output=True, env=git_environment(), check=False, cwd=self._folder
        )
        if done.returncode not in ok or (silent and done.stderr):
            raise self._failure(done.stderr.decode("utf-8", "replace").strip())
        return done.stdout

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """A git command left running, with pipes to talk through."""
        return subprocess.Popen(
            [*self._command, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=git_environment(),
            cwd=self._folder,
        )

    @property
    def _folder(self) -> Path:
        return self.work_tree or self.directory

    def _failure(self, text: str) -> SourceError:
        where = str(self._folder)
        if "dubious ownership" in text:
            hint = f"if you trust it: git config --global --add safe.directory {where}"
            return SourceError("git refuses a repository that another user owns", where=where, hint=hint)
        first = text.splitlines()[0] if text else "git failed"
        return SourceError(f"git cannot read the repository, {first.removeprefix('fatal: ')}", where=where)

    # --------------------------------------------------------------------------------------------- revisions

    def commit(self, revision: str) -> str:
        """The commit that a revision names, as 40 hex digits.

        Raises:
            UnknownRevision: there is none; the hint names tags that look alike.
        """
        if revision.startswith("-") or not revision.strip():
            raise UnknownRevision("not a revision", where=revision)
        arguments = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        found = self.run(*arguments, ok=(0, 1, 128)).decode("ascii", "replace").strip()
        if len(found) not in (40, 64):
            raise UnknownRevision(
                "the repository has no such revision", where=f"{self._folder}@{revision}", hint=self._similar(revision)
            )
        return found

    def tags(self) -> list[str]:
        output = self.run("for-each-ref", "--format=%(refname:short)", "refs/tags")
        return output.decode("utf-8", "replace").split()

    def tag_of(self, commit: str) -> str | None:
        """The tag of a commit, of several the shortest (`v2.0.0` before `v2.0.0-rc2`)."""
        output = self.run("for-each-ref", f"--points-at={commit}", "--format=%(refname:short)", "refs/tags")
        return min(output.decode("utf-8", "replace").split(), key=lambda name: (len(name), name), default=None)

    def _similar(self, revision: str) -> str:
        from difflib import get_close_matches

        branches = self.run("for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/remotes")
        known = [*self.tags(), *branches.decode("utf-8", "replace").split()]
        longer = sorted((name for name in known if name.startswith(revision)), key=lambda name: (len(name), name))
        near = [*dict.fromkeys([*longer, *get_close_matches(revision, known, n=3, cutoff=0.5)])][:3]
        if near:
            return f"did you mean {', '.join(near)}?"
        shallow = "; it is a shallow clone, git fetch brings more" if (self.directory / "shallow").exists() else ""
        return f"it has {len(known)} tags and branches{shallow}"

    def branch(self) -> str | None:
        """The full name of the ref that HEAD points to, None when HEAD is detached."""
        name = self.run("symbolic-ref", "--quiet", "HEAD", ok=(0, 1)).decode("utf-8", "replace").strip()
        return name or None

    def ref(self, revision: str) -> str | None:
        """The full name of the branch that `revision` names, None for tags, hashes and expressions."""
        name = self.run("rev-parse", "--symbolic-full-name", "--verify", "--quiet", "--end-of-options", revision,
                        ok=(0, 1, 128)).decode("utf-8", "replace").strip()  # fmt: skip
        lines = [line for line in name.splitlines() if line.startswith(("refs/heads/", "refs/remotes/"))]
        return lines[0] if lines else None

    def web_url(self) -> str | None:
        """https://host/owner/name of the remote called origin, for hosts that serve /blob/ pages."""
        value = self.run("config", "--local", "--get", "remote.origin.url", ok=(0, 1, 128)).decode("utf-8", "replace")
        return web_url(value.strip())

    @cached_property
    def is_partial(self) -> bool:
        """Whether objects may be missing by intent."""
        return any((self.directory / "objects" / "pack").glob("*.promisor"))

    def missing_objects(self, commit: str) -> set[str]:
        """The objects of a commit's tree that a partial clone left out (found without fetching any)."""
        if not self.is_partial:
            return set()
        output = self.run("rev-list", "--objects", "--no-walk", "--missing=print", commit)
        return {line[1:].decode("ascii") for line in output.splitlines() if line.startswith(b"?")}

    def tree(self, commit: str) -> tuple[list[Entry], list[Skipped]]:
        """All regular files of a commit, and what in it is none or is missing."""
        missing = self.missing_objects(commit)
        arguments = ["ls-tree", "-r", "-z", "--full-tree", commit]
        if not self.is_partial:
            arguments.insert(2, "-l")
        entries, skipped = [], []
        for record in self.run(*arguments).split(b"\0"):
            if not record:
                continue
            header, _, raw = record.partition(b"\t")
            mode, _, blob, *size = header.decode("ascii").split()
            path = os.fsdecode(raw)
            if reason := _unlisted(mode, path, blob in missing):
                skipped.append(Skipped(path, reason))
            else:
                entries.append(Entry(path, blob, int(size[0]) if size and size[0].isdigit() else 0))
        return entries, skipped

    def grep(
        self, commit: str, words: Sequence[bytes], suffixes: Iterable[str], without: Iterable[str] = ()
    ) -> set[str]:
        """The paths of a commit's files, with these suffixes, that contain one of `words`; files `without` are left
        alone: git would try to fetch what a partial clone does not have.

        Raises:
            SourceError: not every file could be searched.
        """
        patterns = [part for word in words for part in ("-e", os.fsdecode(word))]
        specs = [*(f"*{suffix}" for suffix in suffixes), *(f":(exclude,literal,top){path}" for path in without)]
        output = self.run("grep", "-l", "-z", "-a", "-F", "--full-name", "--no-textconv", "--no-color", *patterns,
                          commit, "--", *specs, ok=(0, _GREP_NOT_FOUND), silent=True)  # fmt: skip
        lines, prefix = [line for line in output.split(b"\0") if line], f"{commit}:".encode()
        if not all(line.startswith(prefix) for line in lines):
            raise SourceError("git grep answers in an unknown form", where=str(self._folder))
        return {os.fsdecode(line.removeprefix(prefix)) for line in lines}


def _unlisted(mode: str, path: str, missing: bool) -> str | None:
    if mode in _MODES:
        return _MODES[mode]
    if missing:
        return MISSING
    if {"..", ".git"}.intersection(path.split("/")) or path.startswith("/"):
        return "path leaves the repository"
    return None


def web_url(remote: str) -> str | None:
    """The https address of a remote of any spelling, None for local paths and unknown hosts."""
    import re

    match = re.fullmatch(
        r"(?:https?://|ssh://|git://)?(?:[\w.-]+(?::[^@/]*)?@)?([\w-]+(?:\.[\w-]+)+)[:/]([\w.~-]+/[\w.~-]+?)(?:\.git)?/?",
        remote,
    )
    return f"https://{match[1]}/{match[2]}" if match else None


class BlobReader:
    """Blobs by hash through one `git cat-file --batch`, asked for ahead where the order of reading is known."""

    def __init__(self, git: Git) -> None:
        self._git = git
        self._process: subprocess.Popen[bytes] | None = None
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
            SourceError: git ended.
        """
        if blob not in self._arrived:
            self._ask(blob)
            while self._asked:
                arrived = self._asked.popleft()
                self._arrived[arrived] = self._receive()
                if arrived == blob:
                    break
        return self._arrived.pop(blob)

    def _ask(self, blob: str) -> None:
        """Ask for `blob` and for what is expected after it; git's answers come in the order of the questions."""
        wanted = [] if blob in self._asked else [blob]
        while self._expected and len(self._asked) + len(wanted) < _ASKED_AHEAD:
            following = self._expected.popleft()
            if following != blob and following not in self._asked and following not in self._arrived:
                wanted.append(following)
        if not wanted:
            return
        if self._process is None:
            self._process = self._git.start("cat-file", "--batch")
        assert self._process.stdin is not None
        try:
            self._process.stdin.write("".join(f"{name}\n" for name in wanted).encode())
            self._process.stdin.flush()
        except BrokenPipeError as error:
            self.close()
            raise SourceError("git ended unexpectedly", where=str(self._git.directory)) from error
        self._asked.extend(wanted)

    def _receive(self) -> bytes | None:
        assert self._process is not None
        assert self._process.stdout is not None
        header = self._process.stdout.readline().split()
        if len(header) != 3:
            if header[-1:] == [b"missing"]:
                return None
            self.close()
            raise SourceError("git ended unexpectedly", where=str(self._git.directory))
        left = int(header[2])
        if left > MAX_BYTES:
            self._too_large.add(header[0].decode("ascii"))
            while left and (part := self._process.stdout.read(min(left, 2**20))):
                left -= len(part)
        content = self._process.stdout.read(left)
        self._process.stdout.read(1)
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
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    with contextlib.suppress(BrokenPipeError):
                        pipe.close()
            self._process.terminate()
            self._process.wait()
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
    ) -> None:
        """`cloned` is what the repository is called and the revision that was asked for, where this tool cloned it."""
        self.git = git
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
        """The revision as it was asked for; for HEAD the tag that it is, if it is one."""
        return self._revision if self._revision != "HEAD" else self.git.tag_of(self._commit) or self._revision

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

    def containing(self, words: Sequence[bytes], files: Iterable[SourceFile]) -> set[str]:
        wanted = list(files)
        missing = [skipped.path for skipped in self._tree[1] if skipped.reason == MISSING]
        if len(wanted) < _FEW or len(missing) > _MANY_MISSING:
            return search(self, words, wanted)
        suffixes = {f".{file.path.rpartition('.')[2]}" for file in wanted}
        try:
            found = self.git.grep(self._commit, words, sorted(suffixes), missing)
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
        return _MODES["160000"] if is_submodule else super()._not_followed(path)

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
