"""Whether what a snapshot says still holds: files that changed since, branches that moved on."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress

from tracer.store import File, Snapshot, Source

_ON_DISK = ("worktree", "directory", "distribution")
_MOST_BYTES = 16 * 1024 * 1024 + 1
"""No larger file was indexed."""
_MOST_EDITED = 20


def changed_content(snapshot: Snapshot, file: File) -> bytes | None:
    """The bytes of a file on disk if they are no longer those that were indexed; None if nothing changed.

    A file that is gone, or is no regular file of the source any more, counts as changed to nothing.
    """
    source = snapshot.source_of(file)
    if source.kind not in _ON_DISK:
        return None
    try:
        # Installers such as uv put links to their cache into site-packages.
        content = _content(source.root, file.path, follow=source.kind == "distribution")
    except OSError:
        return b""
    return None if _blob_hash(content) == file.blob else content


def _content(root: str, path: str, *, follow: bool) -> bytes:
    """The bytes of a regular file inside `root`, read as sources are: never through a link that leads out of it."""
    full = os.path.join(root, path)
    real_root, parent = os.path.realpath(root), os.path.realpath(os.path.dirname(full))
    if ".." in path.split("/") or not (follow or parent == real_root or parent.startswith(real_root.rstrip("/") + "/")):
        raise PermissionError(1, "path leaves the source")
    with open(_regular(full, 0 if follow else getattr(os, "O_NOFOLLOW", 0)), "rb") as stream:
        return stream.read(_MOST_BYTES)


def _regular(path: str, flags: int = 0) -> int:
    """A descriptor of a regular file: a pipe or a device would wait, or never end."""
    descriptor = os.open(path, os.O_RDONLY | flags | getattr(os, "O_NONBLOCK", 0))
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise PermissionError(1, "not a regular file")
    return descriptor


def _blob_hash(content: bytes) -> str:
    from hashlib import sha1

    digest = sha1(b"blob %d\0" % len(content), usedforsecurity=False)
    digest.update(content)
    return digest.hexdigest()


def moved_sources(snapshot: Snapshot) -> list[tuple[Source, str]]:
    """The sources whose branch points elsewhere than when it was indexed, each with the commit it has now."""
    found = []
    for source in snapshot.sources:
        ref, git = source.details.get("ref"), source.details.get("git")
        if not git or not source.sha:
            continue
        now = _resolve(git, "HEAD" if source.kind == "worktree" else ref)
        if now is not None and now != source.sha:
            found.append((source, now))
    return found


def commits_between(source: Source, now: str) -> int | None:
    """How many commits `now` has that the indexed one has not; None when git can't tell."""
    from pathlib import Path

    from tracer.errors import SourceError
    from tracer.sources.git import Git

    try:
        git = Git(Path(source.details["git"]), None)
        return int(git.run("rev-list", "--count", f"{source.sha}..{now}"))
    except (SourceError, ValueError):
        return None


def behind(snapshot: Snapshot) -> list[str]:
    """One sentence for each source whose branch has moved."""
    notes = []
    for source, now in moved_sources(snapshot):
        count = commits_between(source, now)
        far = "another commit" if not count else "1 commit" if count == 1 else f"{count} commits"
        branch = source.revision or "HEAD"
        way = f"has moved to {far}" if not count else f"is {far} ahead of the index"
        notes.append(f"{source.name}: {branch} {way} (run `tracer index` again)")
    return notes


def edited(snapshot: Snapshot) -> list[str]:
    """One sentence for each source on disk with files that were written since they were indexed and differ.

    Files that are not newer than the index are not read; after `_MOST_EDITED` of a source the rest are not looked at.
    """
    changed: dict[int, list[str]] = {}
    for file, _ in _changed(snapshot):
        changed.setdefault(file.source, []).append(file.path)
    return [_told(snapshot.sources[position].name, paths) for position, paths in changed.items()]


def _told(source: str, paths: list[str]) -> str:
    more = f" and {'at least ' if len(paths) == _MOST_EDITED else ''}{len(paths) - 1} more" if paths[1:] else ""
    return f"{source}: {paths[0]}{more} changed since the index was made (run `tracer index` again)"


def changed_files(snapshot: Snapshot) -> list[tuple[File, bytes]]:
    """The files that `edited` speaks of, with their bytes of now."""
    return list(_changed(snapshot))


def changed_among(snapshot: Snapshot, numbers: Iterable[int]) -> list[str]:
    """The paths of those files on disk, of the ones given by number, that differ from what was indexed."""
    since = int(snapshot.info.created)
    files = (snapshot.file(number) for number in numbers)
    roots = [source.root if source.kind in _ON_DISK else None for source in snapshot.sources]
    newer = [file for file in files if (root := roots[file.source]) and _is_newer(os.path.join(root, file.path), since)]
    return sorted(file.path for file in newer if changed_content(snapshot, file) is not None)


def _changed(snapshot: Snapshot) -> Iterator[tuple[File, bytes]]:
    since = int(snapshot.info.created)
    roots = {n: os.path.join(source.root, "") for n, source in enumerate(snapshot.sources) if source.kind in _ON_DISK}
    left = dict.fromkeys(roots, _MOST_EDITED)
    for number, position, path in snapshot.paths() if roots else ():
        if not left.get(position) or not _is_newer(roots[position] + path, since):
            continue
        file = snapshot.file(number)
        content = changed_content(snapshot, file)
        if content is not None:
            left[position] -= 1
            yield file, content


def _is_newer(path: str, since: int) -> bool:
    try:
        return os.stat(path).st_mtime >= since
    except UnicodeEncodeError:
        return False  # the locale has no letters for its name: there is no asking after it
    except OSError:
        return True


def git_directory(top: str) -> str | None:
    """The git directory of the repository whose top is `top`, a work tree or a bare repository; None if it is none."""
    inside = os.path.join(top, ".git")
    if os.path.isdir(inside):
        return inside
    with suppress(OSError):
        text = _text(inside)
        linked = os.path.normpath(os.path.join(top, text.removeprefix("gitdir: ")))
        return linked if text.startswith("gitdir: ") and os.path.isdir(linked) else None
    is_bare = os.path.isfile(os.path.join(top, "HEAD")) and all(
        os.path.isdir(os.path.join(top, name)) for name in ("objects", "refs")
    )
    return top if is_bare else None


def head(git: str) -> str | None:
    """The commit that is checked out; None before the first one, and where only git itself can tell."""
    return _resolve(git, "HEAD")


def is_checked_out(top: str, git: str) -> bool:
    """Whether there is a work tree with files: not in a bare repository, nor in a clone made with --no-checkout."""
    try:
        return git != top and any(not name.startswith(".") for name in os.listdir(top))
    except OSError:
        return False


def is_sparse(git: str) -> bool:
    """Whether some files of the commit that is checked out may be left out on purpose."""
    return os.path.exists(os.path.join(git, "info", "sparse-checkout"))


def _resolve(git: str, name: str | None, depth: int = 5) -> str | None:
    """The commit that a ref names, read as git would from loose and packed refs."""
    if not name or depth == 0 or ".." in name or name.startswith("/"):
        return None
    for folder in (git, _common(git)):
        try:
            text = _text(os.path.join(folder, name))
        except OSError:
            continue
        return _resolve(git, text[5:], depth - 1) if text.startswith("ref: ") else text
    return _packed(_common(git), name)


def _common(git: str) -> str:
    """The repository that a linked worktree's git directory belongs to."""
    try:
        text = _text(os.path.join(git, "commondir"))
    except OSError:
        return git
    return os.path.normpath(os.path.join(git, text))


def _text(path: str) -> str:
    with open(_regular(path), encoding="utf-8", errors="replace") as file:
        return file.read(1000).strip()


def _packed(git: str, name: str) -> str | None:
    ending = f" {name}\n"
    try:
        with open(_regular(os.path.join(git, "packed-refs")), encoding="utf-8", errors="replace") as lines:
            return next((line.split()[0] for line in lines if line.endswith(ending)), None)
    except OSError:
        return None
