"""A repository named by its URL: cloned shallow and bare into the cache directory, then read like any other."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tracer.errors import SourceError
from tracer.sources.git import Git, git_environment

SCHEMES = ("https", "ssh", "git", "file")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://|[A-Za-z0-9+.-]+::")
_SCP = re.compile(r"[\w.-]+@[\w.-]+:(?!//)\S+")

Progress = Callable[[str, int, int], None]
"""Called with the stage and how much of how much is done (0 for unknown)."""


def is_url(text: str) -> bool:
    """Whether a SOURCE argument names a remote repository (allowed or not)."""
    return _URL.match(text) is not None or _SCP.fullmatch(text) is not None


def checked_url(url: str) -> str:
    """`url`, if git may be given it.

    Raises:
        SourceError: it could be taken for an option, or its scheme is none of https, ssh, git and file.
    """
    scheme = "ssh" if _SCP.fullmatch(url) else url.partition("://")[0].lower()
    if url.startswith("-") or "::" in url.partition("/")[0] or scheme not in SCHEMES:
        raise SourceError("this URL is not allowed", where=url, hint=f"allowed are {', '.join(SCHEMES)}")
    host = url.partition("://")[2].rpartition("@")[2] if "://" in url else url.partition("@")[2]
    if host.startswith("-") or "\n" in url or "\0" in url:
        raise SourceError(
            "this URL is not allowed", where=url, hint="the host begins with a dash or holds a line break"
        )
    return url


def clone(url: str, revision: str | None, cache: Path, progress: Progress) -> Git:
    """A bare, shallow clone of `url` at `revision` (its default branch for None), reused when it is there already.

    Raises:
        SourceError: the URL is not allowed, or git could not clone it.
    """
    target = cache / "clones" / _folder(checked_url(url), revision)
    known = Git.find(target) if target.is_dir() else None
    if known is None:
        partial = target.with_name(target.name + ".partial")
        shutil.rmtree(partial, ignore_errors=True)
        partial.parent.mkdir(parents=True, exist_ok=True)
        try:
            _clone(url, revision, partial, progress)
            partial.rename(target)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
        known = Git(target, None)
    return known


def _folder(url: str, revision: str | None) -> str:
    name = re.sub(r"[^\w.-]", "_", url.rstrip("/").rpartition("/")[2].removesuffix(".git")) or "repository"
    return f"{name}-{hashlib.sha256(f'{url}@{revision}'.encode()).hexdigest()[:12]}"


def _clone(url: str, revision: str | None, target: Path, progress: Progress) -> None:
    import git

    class Reporter(git.RemoteProgress):
        def update(self, op_code: int, cur_count: Any, max_count: Any = None, message: str = "") -> None:
            del op_code, message
            progress(f"cloning {url}", int(cur_count or 0), int(float(max_count or 0)))

    options = [f"--branch={revision}"] if revision else []
    reporter: Any = Reporter()
    try:
        git.Repo.clone_from(
            url,
            target,
            progress=reporter,
            env=git_environment(transports=":".join(SCHEMES)),
            multi_options=["--bare", "--depth=1", "--no-tags", "--single-branch", *options],
            allow_unsafe_protocols=False,
        ).close()
    except git.GitCommandError as error:
        raise SourceError(f"cannot clone, {_reason(error.stderr)}", where=url, hint=_hint(revision)) from error
    except git.UnsafeProtocolError as error:
        raise SourceError("this URL is not allowed", where=url) from error


def _hint(revision: str | None) -> str:
    if revision:
        return "check the URL, the network, and that the revision is a branch or tag"
    return "check the URL and the network"


def _reason(stderr: str) -> str:
    lines = [line.strip(" '") for line in str(stderr).splitlines()]
    return next((line.removeprefix("fatal: ") for line in lines if line.startswith(("fatal:", "error:"))), "git failed")
