"""An installed distribution, found through importlib.metadata: nothing of it is imported."""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from importlib import metadata
from pathlib import Path

from tracer.errors import UnknownDistribution
from tracer.sources.base import MAX_BYTES, Entry, Origin, Skipped, blob_hash
from tracer.sources.layout import SKIPPED_FOLDERS
from tracer.sources.tree import Tree

INSTALLED = "installed:"
"""What a SOURCE begins with that is a distribution and never a path."""

_PYTHON = (".py", ".pyi")
_LONGEST_PATH = 4096


class InstalledDistribution(Tree):
    """The Python files of an installed distribution; paths are relative to site-packages.

    Files may be symbolic links here: installers such as uv put links to their cache into site-packages.
    """

    def __init__(self, name: str, *, tests: bool = False) -> None:
        """`name` is a distribution's, or the name it is imported by (`tensorflow` for `tensorflow-cpu`).

        Raises:
            UnknownDistribution: nothing of that name is installed.
        """
        self.distribution = find_distribution(name)
        root = Path(str(self.distribution.locate_file(""))).absolute()
        editable = editable_folder(self.distribution)
        super().__init__(editable or root, name=name, tests=tests)
        self._is_editable = editable is not None

    def _make_origin(self) -> Origin:
        details = {"distribution": self.distribution.metadata["Name"], "editable": self._is_editable}
        return Origin("distribution", str(self.root), None, self.distribution.version, None, details)

    def _candidates(self) -> Iterator[str]:
        if self._is_editable:
            yield from self._editable_candidates()
            return
        for text in recorded(self.distribution):
            if text.endswith(_PYTHON) and not text.startswith(("../", "/")) and "__pycache__" not in text:
                yield text

    def _editable_candidates(self) -> Iterator[str]:
        """The packages that the distribution provides, from the folder it is developed in."""
        names = self._top_level()
        for path in super()._candidates():
            if path.endswith(_PYTHON) and (not names or path.partition("/")[0].removesuffix(".py") in names):
                yield path

    def _top_level(self) -> set[str]:
        text = self.distribution.read_text("top_level.txt")
        if text:
            return set(text.split())
        folders = {path.parent.name for path in self.root.glob("*/__init__.py")}
        return folders - SKIPPED_FOLDERS - {"tests", "test", "docs"}

    def _entry(self, path: str) -> Entry | Skipped | None:
        try:
            content = self._content(path)
        except FileNotFoundError:
            return Skipped(path, "listed in RECORD but not installed")
        except OSError as error:
            return Skipped(path, f"cannot be read, {error.strerror}")
        return Entry(path, blob_hash(content), len(content))

    def _content(self, path: str) -> bytes:
        if ".." in path.split("/") or os.path.isabs(path):
            raise PermissionError(1, "path leaves the source")
        with open(self.root / path, "rb", opener=_open_without_waiting) as stream:
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                raise PermissionError(1, "not a regular file")
            return stream.read(MAX_BYTES + 1)


def _open_without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def find_distribution(name: str) -> metadata.Distribution:
    """The distribution of that name, or the one that provides a top-level package of that name.

    Raises:
        UnknownDistribution: there is none.
    """
    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", name):
        found = _by_name(name)
        if found is not None and _has_python(found):
            return found
        providers = _providers().get(name, [])
        chosen = max(providers, key=lambda provider: _files_of_package(provider, name), default=None)
        if chosen is not None:
            return metadata.distribution(chosen)
        if found is not None:
            return found
    raise UnknownDistribution("neither a path, nor a URL, nor an installed distribution", where=name, hint=_hint(name))


def find_installed(spec: str) -> metadata.Distribution:
    """The distribution that `installed:NAME` asks for, and nothing else.

    Raises:
        UnknownDistribution: there is none.
    """
    name = spec.removeprefix(INSTALLED)
    try:
        return find_distribution(name)
    except UnknownDistribution:
        hint = _hint(name).removeprefix("check the path, or: ").replace("check the path", "give a distribution's name")
        raise UnknownDistribution("no such distribution is installed", where=spec, hint=hint) from None


def _by_name(name: str) -> metadata.Distribution | None:
    try:
        return metadata.distribution(name)
    except (metadata.PackageNotFoundError, ValueError):
        return None


def _has_python(distribution: metadata.Distribution) -> bool:
    """Whether it holds code: some distributions only depend on the one that does."""
    return editable_folder(distribution) is not None or any(path.endswith(_PYTHON) for path in recorded(distribution))


def _providers() -> dict[str, list[str]]:
    return _providers_on(tuple(sys.path))[0]


@lru_cache(maxsize=1)
def _providers_on(_: tuple[str, ...]) -> tuple[dict[str, list[str]], tuple[str, ...]]:
    """The names of the distributions that provide a package, by its name, as `metadata.packages_distributions` has
    them; and the distributions whose metadata is damaged, which would end that function."""
    found: dict[str, list[str]] = {}
    damaged = []
    for distribution in metadata.distributions():
        name = "one without a name"
        try:
            name = distribution.metadata["Name"] or name
            packages = _packages_of(distribution)
        except Exception:  # of any kind: what is damaged may be of any form
            damaged.append(name)
            continue
        for package in packages:
            found.setdefault(package, []).append(name)
    return {package: list(dict.fromkeys(names)) for package, names in found.items()}, tuple(damaged)


def _packages_of(distribution: metadata.Distribution) -> set[str]:
    declared = distribution.read_text("top_level.txt")
    if declared and declared.split():
        return set(declared.split())
    return {path.partition("/")[0].removesuffix(".py") for path in _files(distribution) if path.endswith(".py")}


def _installed_names() -> Iterator[str]:
    for distribution in metadata.distributions():
        with suppress(Exception):  # damaged metadata
            if name := distribution.metadata["Name"]:
                yield name


def _files_of_package(distribution: str, package: str) -> int:
    return sum(path.partition("/")[0] == package for path in recorded(metadata.distribution(distribution)))


def recorded(distribution: metadata.Distribution) -> tuple[str, ...]:
    """The paths of a distribution's files, relative to site-packages. `Distribution.files` takes half a second for
    TensorFlow's, and says the same."""
    try:
        return _files(distribution)
    except UnicodeDecodeError:
        return ()


def _files(distribution: metadata.Distribution) -> tuple[str, ...]:
    text = distribution.read_text("RECORD")
    return tuple(path.as_posix() for path in distribution.files or ()) if text is None else _paths(text)


@lru_cache(maxsize=8)
def _paths(record: str) -> tuple[str, ...]:
    import csv

    lines = record.splitlines()
    try:
        return tuple(row[0] for row in csv.reader(lines) if row)
    except csv.Error:  # a line longer than any path, say
        return tuple(path for line in lines if len(path := line.partition(",")[0]) < _LONGEST_PATH)


def _hint(name: str) -> str:
    from difflib import get_close_matches

    providers, damaged = _providers_on(tuple(sys.path))
    known = {*_installed_names(), *providers}
    near = get_close_matches(name, sorted(known), n=3, cutoff=0.75)
    if near:
        hint = f"did you mean {', '.join(near)}?"
    else:
        hint = f"check the path, or: pip install {name}" if name.isidentifier() else "check the path"
    return f"{hint} ({len(damaged)} installed with damaged metadata: {', '.join(damaged)})" if damaged else hint


def editable_folder(distribution: metadata.Distribution) -> Path | None:
    """Where an editable install's packages lie: named by direct_url.json, or by its .pth file."""
    import json

    text = distribution.read_text("direct_url.json")
    if not text:
        return None
    try:
        direct = json.loads(text)
        is_editable = direct.get("dir_info", {}).get("editable", False)
        url = str(direct.get("url", ""))
    except (ValueError, AttributeError):
        return None
    if not is_editable or not url.startswith("file://"):
        return None
    from urllib.parse import unquote, urlsplit

    project = Path(unquote(urlsplit(url).path))
    return next((folder for folder in _path_entries(distribution) if folder.is_relative_to(project)), project)


def _path_entries(distribution: metadata.Distribution) -> Iterator[Path]:
    """The folders that the distribution's .pth files add to `sys.path`."""
    for path in recorded(distribution):
        if path.endswith(".pth"):
            full = Path(str(distribution.locate_file(path)))
            lines = full.read_text(encoding="utf-8", errors="replace").splitlines() if full.is_file() else []
            yield from (Path(line) for line in lines if line and not line.startswith(("import ", "#")))


def is_called(name: str) -> bool:
    """Whether an installed distribution has that name, or has it as its beginning and provides a package of that name
    (`tensorflow-cpu` does `tensorflow`)."""
    if _by_name(name) is not None:
        return True
    return any(other.lower().startswith(f"{name.lower()}-") for other in _installed_names()) and any(
        provider.lower().startswith(f"{name.lower()}-") for provider in _providers().get(name, ())
    )


def is_installed(name: str) -> bool:
    """Whether `find_distribution` would find it."""
    try:
        find_distribution(name)
    except UnknownDistribution:
        return False
    return True
