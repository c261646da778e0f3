"""A repository named by its URL: cloned shallow and bare into the cache directory, then read like any other; fetched
again each time that it is indexed."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tracer.errors import SourceError, UnknownRevision
from tracer.sources.git import Git, git_environment

SCHEMES = ("https", "ssh", "git", "file")
_PARTIAL = ".partial"
_ABANDONED = 24 * 3600
"""Seconds after which a clone that did not come to its end is taken for one that never will."""
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://|[A-Za-z0-9+.-]+::")
_SCP = re.compile(r"[\w.-]+@[\w.-]+:(?!//)\S+")

Progress = Callable[[str, int, int], None]
"""Called with the stage and how much of how much is done (0 for unknown)."""


def is_url(text: str) -> bool:
    """Whether a SOURCE argument names a remote repository (allowed or not)."""
    return _URL.match(text) is not None or _SCP.fullmatch(text) is not None


def is_scp(text: str) -> bool:
    """Whether it is an ssh URL as scp writes it, `git@host:owner/name`, maybe with `@revision`."""
    return _SCP.fullmatch(text) is not None


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
    """A bare, shallow clone of `url` at `revision` (its default branch for None); one that is there already is brought
    up to date.

    Raises:
        SourceError: the URL is not allowed, or git could not clone it or fetch from it.
    """
    cache.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = cache / "clones" / _folder(checked_url(url), checked_revision(revision))
    if target.is_dir():
        _update(url, revision, target, progress)
    else:
        _clone_into(url, revision, target, progress)
    return Git(target, None)


def checked_revision(revision: str | None) -> str | None:
    """`revision`, if it can be the name of a branch or tag.

    Raises:
        UnknownRevision: git would take it for an option, for several, or for more than a name.
    """
    if revision is not None and re.search(r"^-|[\x00-\x20\x7f~^:?*\[\\]", revision):
        raise UnknownRevision("not the name of a branch or tag", where=revision)
    return revision


def repository_name(url: str) -> str:
    """What the repository of a URL is called: the last part of its path."""
    return re.sub(r"[^\w.-]", "_", url.rstrip("/").rpartition("/")[2].removesuffix(".git")) or "repository"


def _folder(url: str, revision: str | None) -> str:
    return f"{repository_name(url)}-{hashlib.sha256(f'{url}@{revision}'.encode()).hexdigest()[:12]}"


def _clone_into(url: str, revision: str | None, target: Path, progress: Progress) -> None:
    """Clone into a folder of this process's own, then rename it: nobody sees half a clone, or loses one to another."""
    target.parent.mkdir(parents=True, exist_ok=True)
    _remove_leftovers(target.parent)
    partial = Path(tempfile.mkdtemp(prefix=f"{target.name}.", suffix=_PARTIAL, dir=target.parent))
    try:
        _clone(url, revision, partial, progress)
        partial.rename(target)
    except OSError:
        if not target.is_dir():  # Otherwise another process was quicker, and its clone is as good.
            raise
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _remove_leftovers(folder: Path) -> None:
    """What processes that were killed left behind."""
    for path in folder.glob(f"*{_PARTIAL}"):
        with contextlib.suppress(OSError):
            if path.stat().st_mtime < time.time() - _ABANDONED:
                shutil.rmtree(path, ignore_errors=True)


def _update(url: str, revision: str | None, clone: Path, progress: Progress) -> None:
    """Fetch what `revision` is now, if it is another commit than the clone has; older commits stay."""
    progress(f"fetching {url}", 0, 0)
    names = ["HEAD"] if revision is None else [f"refs/{kind}/{revision}" for kind in ("heads", "tags")]
    listed = _talk(clone, url, "ls-remote", "--quiet", "--", url, *names, *(f"{name}^{{}}" for name in names))
    there = {name: sha for sha, _, name in (line.partition("\t") for line in listed.splitlines())}
    name = next((name for name in names if name in there), None)
    if name is None:
        raise UnknownRevision("the repository no longer has this branch or tag", where=f"{url}@{revision or 'HEAD'}")
    commit = there.get(f"{name}^{{}}", there[name])
    if commit != Git(clone, None).commit("HEAD"):
        _talk(clone, url, "fetch", "--quiet", "--depth=1", "--no-tags", "--no-write-fetch-head", "--", url, name)
        _talk(clone, url, "update-ref", "HEAD", commit)


def _talk(clone: Path, url: str, *arguments: str) -> str:
    """Run git in a clone that this tool made, allowed to use the network.

    Raises:
        SourceError: git failed.
    """
    options = ("-c", f"core.hooksPath={os.devnull}", "-c", "gc.auto=0", "-c", "maintenance.auto=false")
    done = subprocess.run(
        ["git", "--no-pager", f"--git-dir={clone}", *options, *arguments],
        capture_output=True, text=True, errors="replace", check=False, stdin=subprocess.DEVNULL,
        env=git_environment(transports=":".join(SCHEMES)),
    )  # fmt: skip
    if done.returncode:
        raise SourceError(f"cannot fetch, {_reason(done.stderr.splitlines())}", where=url, hint=_hint(None))
    return done.stdout


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
        lines = [*str(error.stderr).splitlines(), *reporter.other_lines, *reporter.error_lines]
        raise SourceError(f"cannot clone, {_reason(lines)}", where=url, hint=_hint(revision)) from error
    except (git.UnsafeProtocolError, git.UnsafeOptionError) as error:
        raise SourceError("this URL is not allowed", where=url) from error


def _hint(revision: str | None) -> str:
    if revision:
        return "check the URL, the network, and that the revision is a branch or tag"
    return "check the URL and the network"


def _reason(lines: Sequence[str]) -> str:
    """What git said: its error, else its last line."""
    said = [text for line in lines if (text := line.removeprefix("  stderr:").strip(" '"))]
    errors = (line for line in said if line.startswith(("fatal:", "error:")))
    found = next(errors, said[-1] if said else "git failed")
    return found.removeprefix("fatal: ").removeprefix("error: ")
