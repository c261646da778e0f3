"""What the modules of a directory are imported as, and what they are called in its call graph.

A graph calls each by its path below the directory. Programs import it by what would be on `sys.path` when they run: the
directory or its parent, `src/` and `lib/`, the folder of a script.
"""

from __future__ import annotations

import posixpath
from collections.abc import Container, Iterable, Mapping
from typing import NamedTuple

from tracer import facts as f
from tracer.sources.layout import import_roots

INIT = "__init__"


class Names(NamedTuple):
    """The name that a module is imported by, and the one it has below the directory."""

    imported: str
    shown: str
    is_package: bool


def names_of(directory: str, extracted: Mapping[str, f.PythonFacts]) -> dict[str, Names]:
    """The names of the files below a folder called `directory`; the folder's own `__init__` is called so, or by the
    folder's name where its files import each other by that. Of two files that would be called alike (`a.b.py` and
    `a/b.py`) one goes by its path."""
    imports = {path: list(_imports(facts)) for path, facts in extracted.items()}
    prefix = f"{directory}." if _imports_itself(directory, imports) else ""
    roots = _roots(imports)
    found: dict[str, Names] = {}
    taken: set[str] = set()
    for path in sorted(extracted, key=lambda path: (_root(path, roots), path)):
        shown, is_package = module_name(path)
        imported = module_name(path.removeprefix(_root(path, roots)))[0]
        if imported in taken:
            imported = shown
        if imported in taken or shown in taken:
            imported = shown = path.removesuffix(".py")
        taken |= {imported, shown}
        if prefix:
            imported = directory if imported == INIT else prefix + imported
            shown = directory if shown == INIT else shown
        found[path] = Names(imported, shown, is_package)
    return found


def module_name(path: str) -> tuple[str, bool]:
    """The dotted name of a file below the directory, and whether it is a package."""
    name = path.removesuffix(".py").replace("/", ".")
    return name.removesuffix(f".{INIT}"), name.endswith(INIT)


class _Imported(NamedTuple):
    level: int
    module: str
    name: str


def _imports(facts: f.PythonFacts) -> Iterable[_Imported]:
    for statement in facts.body:
        if isinstance(statement, f.ImportFrom):
            yield _Imported(statement.level, statement.module, statement.name)
        elif isinstance(statement, f.Import):
            yield _Imported(0, statement.name, "")


def _imports_itself(directory: str, imports: Mapping[str, list[_Imported]]) -> bool:
    """Whether files of the directory import each other by the directory's own name, or relative to it."""
    is_package = f"{INIT}.py" in imports
    if not is_package and any(path.partition("/")[0] in (directory, f"{directory}.py") for path in imports):
        return False
    for path, statements in imports.items():
        for level, module, name in statements:
            if level > path.count("/"):
                return True
            first, _, rest = module.partition(".")
            if level == 0 and first == directory and (is_package or _is_file(rest, name, imports)):
                return True
    return False


def _is_file(module: str, name: str, files: Container[str]) -> bool:
    """Whether a module, or one of the names in it, is a file."""
    below = module.replace(".", "/")
    joined = posixpath.join(below, name) if name else below
    return any(path in files for path in (f"{below}.py", f"{below}/{INIT}.py", f"{joined}.py", f"{joined}/{INIT}.py"))


def _roots(imports: Mapping[str, list[_Imported]]) -> set[str]:
    """Folders that programs would have on `sys.path`, each with its "/", and ""."""
    return {*import_roots(imports), *(f"{folder}/" for folder in _script_folders(imports))}


def _root(path: str, roots: Container[str]) -> str:
    """The innermost root that a file lies in."""
    root, slash, _ = path.rpartition("/")
    while root + slash not in roots:
        root, slash, _ = root.rpartition("/")
    return root + slash


def _script_folders(imports: Mapping[str, list[_Imported]]) -> Iterable[str]:
    """Folders whose files import their neighbours as scripts do, by bare names that stand for nothing else, and which
    nobody imports as packages."""
    folders: dict[str, list[str]] = {}
    for path in imports:
        folders.setdefault(posixpath.dirname(path), []).append(path)
    top = {path.partition("/")[0].removesuffix(".py") for path in imports}
    imported = {one.module.partition(".")[0] for of_one in imports.values() for one in of_one if one.level == 0}
    for folder, paths in folders.items():
        if not folder or f"{folder}/{INIT}.py" in paths or folder.partition("/")[0] in imported:
            continue
        neighbours = {posixpath.basename(path).removesuffix(".py") for path in paths} - top
        bare = {one.module.partition(".")[0] for path in paths for one in imports[path] if one.level == 0}
        if bare & neighbours and not any(one.level for path in paths for one in imports[path]):
            yield folder
