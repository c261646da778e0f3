"""Which snapshot a query means: the one named, that of the repository one stands in, the one indexed last.

This lies on the path of every warm query: nothing heavy is imported here.
"""

from __future__ import annotations

import os
from typing import NamedTuple

from tracer.errors import NotIndexed, UnknownSnapshot
from tracer.store import Snapshot, SnapshotInfo, Source, Store
from tracer.versions import EXTRACTOR_VERSION, LINKER_VERSION

REFERENCE = "reference_impl"
INSTALLED = ("tensorflow", "keras")
"""What is asked when nothing was indexed, of these those that are installed."""

_OWN_ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
"""This project's checkout, where one tries the README: no answer to where TensorFlow's names are, unless it was
indexed on purpose."""


class Chosen(NamedTuple):
    """A snapshot that answers, or sources that have none yet (then `snapshot` is None); `reason` in words."""

    snapshot: Snapshot | None
    specs: tuple[str, ...]
    reason: str


def choose(store: Store | None, at: str | None, backend: str, folder: str | None = None) -> list[Chosen]:
    """What could answer a query, first choice first.

    Args:
        store: the open store, None when there is none.
        at: what `--at` says.
        backend: which of Keras 3's backends to follow.
        folder: where one stands; the current directory for None.

    Raises:
        UnknownSnapshot: `at` is neither a snapshot nor a source.
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


def is_outdated(info: SnapshotInfo) -> bool:
    """Whether a snapshot was made by another version of tracer: it may answer otherwise than this one would."""
    return info.linker != LINKER_VERSION or info.info.get("extractor") != EXTRACTOR_VERSION


def _named(store: Store | None, at: str, backend: str) -> Chosen:
    if store is not None:
        names = {info.name for info in store.snapshots() if info.backend == backend}
        name = at if at in names else _by_source(store, at, backend)
        if name is not None:
            return Chosen(store.snapshot(name, backend), (), "named by --at")
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
            if _is_source(source.name, source.root, at) and source.kind in ("worktree", "directory", "distribution"):
                return info.name
            if base and _is_source(source.name, source.root, base) and _is_revision(source, revision):
                return info.name
    return None


def _sources(store: Store, name: str, backend: str) -> tuple[Source, ...]:
    with store.snapshot(name, backend) as snapshot:
        return snapshot.sources


def _is_source(name: str, root: str, text: str) -> bool:
    if text == name:
        return True
    is_path = "/" in text or text.startswith((".", "~"))
    return is_path and os.path.realpath(os.path.expanduser(text)) == os.path.realpath(root)


def _is_revision(source: Source, revision: str) -> bool:
    sha = source.sha or ""
    return revision in (source.revision, sha) or (len(revision) >= 7 and sha.startswith(revision))


def _as_specs(store: Store | None, at: str) -> tuple[str, ...] | None:
    """`at` as sources to index: paths, URLs, distributions or the name of an indexed repository, each maybe @REV."""
    base, _, revision = at.rpartition("@")
    if store is not None and base:
        roots = [s.root for info in store.snapshots() for s in _sources(store, info.name, info.backend)
                 if s.name == base and s.kind in ("git", "worktree")]  # fmt: skip
        if roots:
            return (f"{roots[0]}@{revision}",)
    if os.path.isdir(os.path.expanduser(base or at)) or "://" in at:
        return (at,)
    return (at,) if not base and is_installed(at) else None


def is_installed(name: str) -> bool:
    """Whether a distribution of that name, or with a top-level package of that name, is installed."""
    from tracer.sources import distribution

    return name.isidentifier() and distribution.is_installed(name)


def _repository_here(store: Store | None, backend: str, folder: str) -> Chosen | None:
    """The latest snapshot of the repository or directory around `folder`, else the repository itself."""
    parents = [os.path.realpath(folder)]
    while (parent := os.path.dirname(parents[-1])) != parents[-1]:
        parents.append(parent)
    if store is not None:
        for name, kind, root in store.roots(backend):
            if kind in ("git", "worktree", "directory") and os.path.realpath(root) in parents:
                here = "directory" if kind == "directory" else "repository"
                return Chosen(store.snapshot(name, backend), (), f"of the {here} you are in")
    for parent in parents:
        if parent != _OWN_ROOT and os.path.exists(os.path.join(parent, ".git")):
            return Chosen(None, (parent,), "of the repository you are in, not indexed yet")
    return None


def _latest(store: Store | None, backend: str) -> Chosen | None:
    for info in [] if store is None else store.snapshots():
        if info.backend == backend:
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
