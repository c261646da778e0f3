"""Which snapshot a query means: the one named, that of the files one stands among, the one indexed last.

This lies on the path of every warm query: nothing heavy is imported here.
"""

from __future__ import annotations

import os
from typing import NamedTuple

from tracer.errors import NotIndexed, UnknownSnapshot
from tracer.index.freshness import git_directory, head, is_checked_out, is_sparse
from tracer.store import Snapshot, Source, Store
from tracer.store.rows import Root

REFERENCE = "reference_impl"
INSTALLED = ("tensorflow", "keras")
"""What is asked when nothing was indexed, of these those that are installed."""

_OWN_ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
"""This project's checkout, where one tries the README: no answer to where TensorFlow's names are, unless it was
indexed on purpose."""


class Chosen(NamedTuple):
    """A snapshot that answers, or sources that have none yet (then `snapshot` is None); `reason` in words, `name` what
    the snapshot is to be called, if not after its sources."""

    snapshot: Snapshot | None
    specs: tuple[str, ...]
    reason: str
    name: str | None = None


def choose(store: Store | None, at: str | None, backend: str, folder: str | None = None) -> list[Chosen]:
    """What could answer a query, first choice first.

    Args:
        store: the open store, None when there is none.
        at: what `--at` says.
        backend: which of Keras 3's backends to follow.
        folder: where one stands; the current directory for None.

    Raises:
        UnknownSnapshot: `at` is neither a snapshot nor a source.
        UnknownDistribution: `at` is `installed:NAME`, and nothing of that name is.
        NotIndexed: there is no snapshot, no repository here, and no package installed.
    """
    if at is not None:
        return [_named(store, at, backend)]
    here = _repository_here(store, backend, folder or os.getcwd())
    if here is not None and here.snapshot is not None:
        return [here]
    candidates = [here] if here is not None else []
    latest = _latest(store, backend)
    if latest is not None:
        return [*candidates, latest]
    return candidates + _installed(bool(candidates))


def _named(store: Store | None, at: str, backend: str) -> Chosen:
    if store is not None:
        names = {info.name for info in store.snapshots() if info.backend == backend}
        name = at if at in names else _by_source(store, at, backend)
        if name is not None:
            return Chosen(store.snapshot(name, backend), (), "named by --at")
        other = next((info for info in store.snapshots() if info.name == at), None)
        if other is not None:
            return Chosen(None, _specifications(_sources(store, at, other.backend)), "named by --at", at)
    specs = _as_specs(store, at)
    if specs is not None:
        return Chosen(None, specs, "named by --at")
    known = [] if store is None else sorted({info.name for info in store.snapshots()})
    raise UnknownSnapshot("no such snapshot or source", where=at, hint=_known_hint(known))


def _known_hint(known: list[str]) -> str:
    return f"indexed are: {', '.join(known)}" if known else "nothing is indexed yet: run `tracer index SOURCE`"


def _by_source(store: Store, at: str, backend: str) -> str | None:
    """The latest snapshot with a source called `at`, or one at the revision that `at` (SOURCE@REV) names."""
    base, _, revision = at.rpartition("@")
    for info in store.snapshots():
        if info.backend != backend:
            continue
        for source in _sources(store, info.name, backend):
            if _is_source(source, at) and source.kind in ("worktree", "directory", "distribution"):
                return info.name
            if source.kind == "distribution" and at == f"installed:{source.name}":
                return info.name
            if base and _is_source(source, base) and _is_revision(source, revision):
                return info.name
    return None


def _sources(store: Store, name: str, backend: str) -> tuple[Source, ...]:
    with store.snapshot(name, backend) as snapshot:
        return snapshot.sources


def _is_source(source: Source, text: str) -> bool:
    if text == source.name:
        return True
    is_path = "/" in text or text.startswith((".", "~"))
    place = os.path.join(source.root, source.details.get("only", ""))
    return is_path and os.path.realpath(os.path.expanduser(text)) == os.path.realpath(place)


def _is_revision(source: Source, revision: str) -> bool:
    sha = source.sha or ""
    return revision in (source.revision, sha) or (len(revision) >= 7 and sha.startswith(revision))


def _as_specs(store: Store | None, at: str) -> tuple[str, ...] | None:
    """`at` as sources to index: paths, URLs, distributions or the name of an indexed repository, each maybe @REV.

    Raises:
        UnknownDistribution: it is `installed:NAME`, and nothing of that name is.
    """
    from tracer.sources.distribution import INSTALLED as PREFIX
    from tracer.sources.distribution import find_distribution, find_installed
    from tracer.sources.remote import is_scp

    if at.startswith(PREFIX):
        find_installed(at)
        return (at,)
    base, _, revision = at.rpartition("@")
    if base and is_installed(base) and find_distribution(base).version == revision:
        return (f"{PREFIX}{base}",)
    if store is not None and base:
        roots = [s.root for info in store.snapshots() for s in _sources(store, info.name, info.backend)
                 if s.name == base and s.kind in ("git", "worktree")]  # fmt: skip
        if roots:
            return (f"{roots[0]}@{revision}",)
    if os.path.isdir(os.path.expanduser(base or at)) or "://" in at or is_scp(at):
        return (at,)
    return (at,) if not base and is_installed(at) else None


def _specifications(sources: tuple[Source, ...]) -> tuple[str, ...]:
    from tracer.index.rows import specification

    return tuple(specification(source) for source in sources if source.name != REFERENCE)


def is_installed(name: str) -> bool:
    """Whether a distribution of that name, or with a top-level package of that name, is installed."""
    from tracer.sources import distribution

    return name.replace("-", "_").replace(".", "_").isidentifier() and distribution.is_installed(name)


# -------------------------------------------------------------------------------------- where one stands


def _repository_here(store: Store | None, backend: str, folder: str) -> Chosen | None:
    """What answers for the nearest repository or indexed directory around `folder`: the snapshot of the files that lie
    there, else the files themselves."""
    roots: dict[str, list[Root]] = {}
    for root in [] if store is None else store.roots(backend):
        if root.kind in ("git", "worktree", "directory"):
            roots.setdefault(os.path.realpath(root.root), []).append(root)
    here = parent = os.path.realpath(folder)
    while True:
        git = git_directory(parent)
        found = _best(store, backend, roots[parent], git, here) if store is not None and parent in roots else None
        if found is not None:
            return found
        if parent != _OWN_ROOT and (git is not None or os.path.exists(os.path.join(parent, ".git"))):
            indexed = ", whose files are not indexed yet" if parent in roots else ", not indexed yet"
            return Chosen(None, (parent,), f"of the repository you are in{indexed}")
        if parent == os.path.dirname(parent):
            return None
        parent = os.path.dirname(parent)


def _best(store: Store, backend: str, roots: list[Root], git: str | None, here: str) -> Chosen | None:
    """The snapshot of a root that says what its files say, the one indexed last first: of the working tree at the
    commit that is checked out, of that commit, of the working tree at an earlier time. A snapshot of another commit
    does not answer for a working tree; where there is none, the one that the user indexed last does."""
    top = os.path.realpath(roots[0].root)
    commit = head(git) if git is not None else None
    has_files = git is None or is_checked_out(top, git)
    asked = _asked(store, backend) if top == _OWN_ROOT or not has_files else None
    ranked = []
    for root in roots:
        rank = _rank(root, commit, here, has_files=has_files)
        if rank is not None and (asked is None or root.snapshot in asked or (rank == AT_HEAD and top != _OWN_ROOT)):
            ranked.append((rank, root))
    if not ranked:
        return None
    rank, root = min(ranked, key=lambda pair: pair[0])
    snapshot = store.snapshot(root.snapshot, backend)
    if rank == AT_HEAD and has_files and git is not None and not is_sparse(git):
        snapshot.lies_in(root.root)
    kind = "directory" if root.kind == "directory" else "repository"
    return Chosen(snapshot, (), f"of the {kind} you are in{', not its HEAD' if rank == ELSEWHERE else ''}")


OF_THESE_FILES, AT_HEAD, OF_EARLIER_FILES, ELSEWHERE = range(4)


def _rank(root: Root, commit: str | None, here: str, *, has_files: bool) -> int | None:
    if root.kind == "directory":
        inside = os.path.join(os.path.realpath(root.root), root.only)
        return OF_THESE_FILES if f"{here}/".startswith(inside) else None
    if root.kind == "worktree":
        return OF_THESE_FILES if root.sha == commit else OF_EARLIER_FILES
    if root.sha == commit:
        return AT_HEAD
    return None if has_files else ELSEWHERE


def _asked(store: Store, backend: str) -> set[str]:
    return {info.name for info in store.snapshots() if info.backend == backend and info.asked}


def _latest(store: Store | None, backend: str) -> Chosen | None:
    """The snapshot that the user indexed last."""
    for info in [] if store is None else store.snapshots():
        if info.backend == backend and info.asked:
            assert store is not None
            return Chosen(store.snapshot(info.name, backend), (), "the one indexed last")
    return None


def _installed(has_other: bool) -> list[Chosen]:
    found = tuple(f"installed:{name}" for name in INSTALLED if is_installed(name))
    if found:
        return [Chosen(None, found, "the installed packages, not indexed yet")]
    if has_other:
        return []
    raise NotIndexed(
        "nothing is indexed yet and neither tensorflow nor keras is installed",
        hint="run `tracer index PATH`, or pip install tensorflow",
    )
