"""What a path says: the kind of file, whether it is a test, the dotted name that it is imported by."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Literal

Kind = Literal["python", "stub", "cpp", "api_def", "build"]

_SUFFIXES: dict[str, Kind] = {
    "py": "python", "pyi": "stub",
    "cc": "cpp", "h": "cpp", "cpp": "cpp", "inc": "cpp", "c": "cpp", "hpp": "cpp", "cu": "cpp", "cuh": "cpp",
}  # fmt: skip
_API_DEF = re.compile(r"(?:^|/)core/(?:api_def/(?:base_api|python_api)/[^/]+|ops/ops)\.pbtxt$")
_LAYOUT_FOLDERS = ("src", "lib")
_PATHS = 1 << 16
"""Paths remembered: many revisions of one repository ask the same of nearly the same ones."""
SKIPPED_FOLDERS = frozenset(
    {".git", ".hg", ".svn", "__pycache__", "node_modules", ".tox", ".nox", ".venv", ".mypy_cache", ".ruff_cache",
     ".pytest_cache", ".eggs"}
)  # fmt: skip


@lru_cache(_PATHS)
def kind_of(path: str) -> Kind | None:
    """What an extractor would read `path` as; None for a file that is not indexed."""
    _, _, name = path.rpartition("/")
    if name in ("BUILD", "BUILD.bazel"):
        return "build"
    if name.endswith(".pbtxt"):
        return "api_def" if _API_DEF.search(path) else None
    stem, _, suffix = name.rpartition(".")
    return _SUFFIXES.get(suffix) if stem.strip(".") else None


def import_roots(paths: Iterable[str]) -> tuple[str, ...]:
    """The folders that would be on `sys.path`, longest first, each with its "/" or empty for the source's root.

    `src/` and `lib/` are roots, at the top or inside a project of a monorepo, when packages lie in them and they are
    none themselves. Every other folder is a package of its parent, with or without `__init__.py` (TensorFlow leaves
    many out).
    """
    packages = {path[: -len("/__init__.py")] for path in paths if path.endswith("/__init__.py")}
    roots = {""}
    for package in packages:
        parent = posixpath.dirname(package)
        while parent and posixpath.basename(parent) not in _LAYOUT_FOLDERS:
            parent = posixpath.dirname(parent)
        if parent and not _inside_package(parent, packages):
            roots.add(parent + "/")
    return tuple(sorted(roots, key=len, reverse=True))


def _inside_package(folder: str, packages: set[str]) -> bool:
    while folder:
        if folder in packages:
            return True
        folder = posixpath.dirname(folder)
    return False


def module_name(path: str, roots: Sequence[str]) -> tuple[str, bool]:
    """(dotted name, whether it is a package's `__init__`) of a Python or stub file; "" for the root's `__init__`."""
    root = next(root for root in roots if path.startswith(root))
    parts = posixpath.splitext(path[len(root) :])[0].split("/")
    is_package = parts[-1] == "__init__"
    if is_package:
        parts.pop()
    return ".".join(parts), is_package


def main_package(paths: Iterable[str]) -> str | None:
    """The top-level package that holds at least half of the Python files, None if there is none: a module is none."""
    python = [path for path in paths if path.endswith(".py")]
    roots = import_roots(python)
    names = (module_name(path, roots) for path in python)
    counts = Counter(name.partition(".")[0] for name, is_package in names if is_package or "." in name)
    if not counts:
        return None
    name, count = counts.most_common(1)[0]
    return name if name and name.isidentifier() and 2 * count >= len(python) else None
