"""Git, called so that a stranger's repository can't make it run anything.

A repository's own configuration may name programs (hooks, filters, fsmonitor, ssh commands, textconv). Only plumbing
commands that read objects and the index are called, every program that they might start is switched off on the command
line, and no transport is allowed, so that a partial clone's missing objects are not fetched behind the user's back.
"""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import time
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from pathlib import Path

from tracer.errors import SourceError, UnknownRevision
from tracer.sources.base import Entry, Skipped

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
MODES = {"160000": "submodule, not followed", "120000": "symbolic link"}
MISSING = "missing in a partial clone, not fetched"
_GREP_NOT_FOUND = 1
_PATIENCE = 600
"""Seconds without an answer; the longest command that is limited takes some ten seconds on a clone of TensorFlow."""
_TURN = 0.005
"""Seconds between two turns of what else is to be done while git works."""
_BUFFER = 1 << 16


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


class Conversation:
    """A running command that is asked, and whose answers are waited for with patience."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._process, self._input, self._output = process, process.stdin, process.stdout
        self._ready = select.poll()
        self._ready.register(process.stdout, select.POLLIN)
        self._arrived = bytearray()

    def ask(self, question: bytes) -> None:
        """Questions must fit into a pipe together.

        Raises:
            BrokenPipeError: the command ended.
        """
        self._input.write(question)

    def line(self) -> bytes:
        """The next line, less where the command ended.

        Raises:
            TimeoutError: nothing came for as long as `_PATIENCE`.
        """
        while (end := self._arrived.find(b"\n")) < 0:
            if not self._receive():
                return self._take(len(self._arrived))
        return self._take(end + 1)

    def read(self, size: int) -> bytes:
        """The next bytes, fewer where the command ended.

        Raises:
            TimeoutError: nothing came for as long as `_PATIENCE`.
        """
        while len(self._arrived) < size and self._receive():
            pass
        return self._take(size)

    def _receive(self) -> bool:
        if not self._ready.poll(_PATIENCE * 1000):
            raise TimeoutError
        part = os.read(self._output.fileno(), _BUFFER)
        self._arrived += part
        return bool(part)

    def _take(self, size: int) -> bytes:
        taken = bytes(self._arrived[:size])
        del self._arrived[:size]
        return taken

    def close(self) -> None:
        self._input.close()
        self._output.close()
        self._process.terminate()
        self._process.wait()


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

    def run(
        self,
        *arguments: str,
        ok: Sequence[int] = (0,),
        silent: bool = False,
        limited: bool = True,
        meanwhile: Callable[[], None] | None = None,
    ) -> bytes:
        """The output of a git command; one that is not `limited` may take as long as the user waits for it.
        `meanwhile` is called every few milliseconds until it is done.

        Raises:
            SourceError: it failed with a status that is not in `ok`, complained where it should be `silent`, or hangs.
        """
        command, pipe = [*self._command, *arguments], subprocess.PIPE
        end = time.monotonic() + _PATIENCE if limited else float("inf")
        with subprocess.Popen(command, stdout=pipe, stderr=pipe, env=git_environment(), cwd=self._folder) as process:
            try:
                output, complaint = self._communicated(process, end, meanwhile)
            except BaseException:
                process.kill()
                raise
        if process.returncode not in ok or (silent and complaint):
            raise self._failure(complaint.decode("utf-8", "replace").strip())
        return output

    def _communicated(
        self, process: subprocess.Popen[bytes], end: float, meanwhile: Callable[[], None] | None
    ) -> tuple[bytes, bytes]:
        """Output and complaints of a command that is to answer before `end`, in seconds of the monotonic clock."""
        while True:
            left = end - time.monotonic()
            patience = left if meanwhile is None else min(left, _TURN)
            try:
                return process.communicate(timeout=None if patience == float("inf") else max(patience, 0.0))
            except subprocess.TimeoutExpired as error:
                if left <= 0 or meanwhile is None:
                    raise self.unanswered() from error
                meanwhile()

    def start(self, *arguments: str) -> Conversation:
        """A git command left running, with pipes to talk through."""
        return Conversation(
            subprocess.Popen(
                [*self._command, *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                env=git_environment(),
                cwd=self._folder,
            )
        )

    @property
    def _folder(self) -> Path:
        return self.work_tree or self.directory

    def unanswered(self) -> SourceError:
        hint = "look whether its files can be read: a pipe in the place of one never ends"
        return SourceError(f"git did not answer in {_PATIENCE} s", where=str(self._folder), hint=hint)

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
        return f"it has {len(known) or 'no'} tags and branches{shallow}"

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
        for record in os.fsdecode(self.run(*arguments)).split("\0"):
            if not record:
                continue
            header, _, path = record.partition("\t")
            mode, _, blob, *size = header.split()
            if reason := _unlisted(mode, path, blob in missing):
                skipped.append(Skipped(path, reason))
            else:
                entries.append(Entry(path, blob, int(size[0]) if size and size[0].isdigit() else 0))
        return entries, skipped

    def grep(
        self,
        commit: str,
        words: Sequence[bytes],
        suffixes: Iterable[str],
        without: Iterable[str] = (),
        without_suffixes: Iterable[str] = (),
        meanwhile: Callable[[], None] | None = None,
    ) -> set[str]:
        """The paths of a commit's files, with these suffixes and none of `without_suffixes`, that contain one of
        `words`; files `without` are left alone: git would try to fetch what a partial clone does not have.

        Raises:
            SourceError: not every file could be searched.
        """
        patterns = [part for word in words for part in ("-e", os.fsdecode(word))]
        specs = [f"*{suffix}" for suffix in suffixes]
        specs += [f":(exclude)*{suffix}" for suffix in without_suffixes]
        specs += [f":(exclude,literal,top){path}" for path in without]
        output = self.run("grep", "-l", "-z", "-a", "-F", "--full-name", "--no-textconv", "--no-color", *patterns,
                          commit, "--", *specs, ok=(0, _GREP_NOT_FOUND), silent=True,
                          meanwhile=meanwhile)  # fmt: skip
        lines, prefix = [line for line in output.split(b"\0") if line], f"{commit}:".encode()
        if not all(line.startswith(prefix) for line in lines):
            raise SourceError("git grep answers in an unknown form", where=str(self._folder))
        return {os.fsdecode(line.removeprefix(prefix)) for line in lines}


def _unlisted(mode: str, path: str, missing: bool) -> str | None:
    if mode in MODES:
        return MODES[mode]
    if missing:
        return MISSING
    if path.startswith("/") or ((".." in path or ".git" in path) and {"..", ".git"}.intersection(path.split("/"))):
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
