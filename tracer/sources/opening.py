"""A SOURCE argument of the command line -> the provider that reads it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from tracer.cache import cache_dir
from tracer.errors import EmptySource, SourceError
from tracer.sources import remote
from tracer.sources.base import SourceProvider, is_text, printable
from tracer.sources.distribution import INSTALLED, InstalledDistribution, find_installed, is_called
from tracer.sources.git import MISSING, Git
from tracer.sources.repository import GitRevision, WorkingTree
from tracer.sources.tree import PlainDirectory

REFERENCE = "reference_impl"


def no_progress(stage: str, done: int, total: int) -> None:
    """A `remote.Progress` that tells nobody."""


def open_source(
    spec: str,
    *,
    revision: str | None = None,
    tests: bool = False,
    name: str | None = None,
    progress: remote.Progress = no_progress,
) -> SourceProvider:
    """Open what `spec` names: a URL, a path (either with `@revision`), or an installed distribution.

    `installed:NAME` is a distribution whatever lies in the current directory. A bare word that is a directory here as
    well as a distribution means the distribution, unless a revision is asked for; `./NAME` is always the directory.

    Raises:
        SourceError: nothing of that name can be read; `UnknownRevision` and `UnknownDistribution` are among them.
    """
    if spec.startswith("-") or not spec:
        raise SourceError("not a source", where=spec or "''", hint="give a path, a URL or an installed distribution")
    if spec.startswith(INSTALLED):
        find_installed(spec)
        return InstalledDistribution(spec.removeprefix(INSTALLED), tests=tests)
    if not is_text(spec):
        raise SourceError("this name is not UTF-8", where=printable(spec), hint="rename the folder, or give it a link")
    base, own_revision = split_revision(spec)
    revision = own_revision or revision
    if remote.is_url(base):
        git = remote.clone(base, revision, cache_dir(), progress)
        cloned = (remote.repository_name(base), revision or "")
        return GitRevision(git, "HEAD", name=name, tests=tests, cloned=cloned, asked=False)
    path = Path(os.path.expanduser(base))
    if path.exists() and not _is_only_a_package_name(spec, path) and not hides(spec, revision):
        return _open_path(path.absolute(), revision, tests=tests, name=name)
    if revision is not None:
        raise SourceError("no such path", where=base, hint="check the path; an installed package has no revisions")
    if path.is_file() and not is_called(base):
        raise SourceError("not a directory", where=str(path), hint="give the folder that holds the code")
    return InstalledDistribution(base, tests=tests)


def _is_only_a_package_name(spec: str, path: Path) -> bool:
    """A bare word that is a file here, such as a script called `tensorflow`, does not hide the distribution."""
    return not path.is_dir() and "/" not in spec


def hides(spec: str, revision: str | None = None) -> bool:
    """Whether `spec` is a directory here that yields to the installed distribution of that name."""
    is_word = spec.replace("-", "_").isidentifier() and revision is None
    return is_word and Path(spec).is_dir() and is_called(spec)


def _open_path(path: Path, revision: str | None, *, tests: bool, name: str | None) -> SourceProvider:
    if not path.is_dir():
        raise SourceError("not a directory", where=str(path), hint="give the folder that holds the code")
    git = Git.find(path)
    if git is None and revision is not None:
        git = next((found for parent in path.parents if (found := Git.find(parent)) is not None), None)
        if git is None:
            raise SourceError("not a git repository, so it has no revisions", where=str(path))
    if git is None:
        return PlainDirectory.at(path, name=name, tests=tests)
    if revision is not None or git.work_tree is None:
        return GitRevision(git, revision or "HEAD", name=name, tests=tests, asked=revision is not None)
    return WorkingTree(git, name=name, tests=tests)


def open_sources(
    specs: Iterable[str],
    *,
    revision: str | None = None,
    tests: bool = False,
    progress: remote.Progress = no_progress,
) -> list[SourceProvider]:
    """Open several sources under names that differ.

    Raises:
        SourceError: see `open_source`.
    """
    providers: list[SourceProvider] = []
    for spec in specs:
        provider = open_source(spec, revision=revision, tests=tests, progress=progress)
        taken = {other.name for other in providers}
        if provider.name in taken:
            name = next(f"{provider.name}-{n}" for n in range(2, 1000) if f"{provider.name}-{n}" not in taken)
            provider.close()
            provider = open_source(spec, revision=revision, tests=tests, name=name, progress=progress)
        providers.append(provider)
        if not any(file.kind in ("python", "stub") for file in provider.listing().files):
            for opened in providers:
                opened.close()
            raise _empty(spec, provider)
    return providers


def _empty(spec: str, provider: SourceProvider) -> EmptySource:
    skipped = provider.listing().skipped_counts()
    if isinstance(provider, WorkingTree) and not any(provider.root.glob("[!.]*")):
        hint = "index HEAD with --rev HEAD" if provider.origin.sha else "it has no commit either: give another one"
        return EmptySource("the working tree is empty", where=spec, hint=hint)
    unread = [(count, reason) for reason, count in skipped.items() if reason != "test file"]
    if unread and max(unread)[1] == MISSING:
        hint = "index a clone made without --filter"
        return EmptySource(f"no Python file can be read, {max(unread)[0]} are {MISSING}", where=spec, hint=hint)
    hint = "index its tests with --tests" if "test file" in skipped else "give the folder that holds the code"
    return EmptySource("there is no Python file", where=spec, hint=hint)


def open_reference_impl(taken: Sequence[str] = ()) -> SourceProvider | None:
    """The `reference_impl` package that is installed beside this one, found by its path; None if it is not there or
    one of the sources `taken` already is it."""
    folder = Path(__file__).parents[2] / REFERENCE
    if REFERENCE in taken or not (folder / "__init__.py").is_file():
        return None
    return PlainDirectory.at(folder, name=REFERENCE)


def split_revision(spec: str) -> tuple[str, str | None]:
    """`path@rev` -> (path, rev); an "@" inside a URL's authority (`git@host:path`), or in a path that is there, is
    none."""
    base, at, revision = spec.rpartition("@")
    if not at or not base or not revision or os.path.exists(os.path.expanduser(spec)):
        return spec, None
    if "://" in spec and "/" not in base.partition("://")[2]:
        return spec, None
    if "://" not in spec and remote.is_url(spec) and ":" not in base:
        return spec, None
    return base, revision
