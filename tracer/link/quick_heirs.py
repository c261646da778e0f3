"""Which classes derive from a class, in sources that were never indexed: told by the text of class statements."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from tracer.facts import SourceFile
from tracer.link.modules import ModuleTree
from tracer.link.quick_files import Files, pattern
from tracer.linked import Symbol

_RENAMED = rb"\b%s[ \t]+as[ \t]+(\w+)"
_STATEMENT = rb"(?:^|\n)class[ \t]++(\w++)[ \t]*+\([^()]*?\b%s\b"
_MENTIONED = _RENAMED + rb"|" + _STATEMENT
_MOST = 30
"""Files with classes that derive from those of one name; only base classes of everything have more."""
_STEPS = 3
"""Classes from a private one to a public one that derives from it."""


def public_heirs(
    tree: ModuleTree, files: Files, symbol: Callable[[str], Symbol | None], classes: Iterable[str]
) -> list[tuple[str, str]]:
    """(key, public name) of public classes that have one of `classes`, each `module.qualname`, in their MRO."""
    wanted = set(classes)
    names = {name.rpartition(".")[2] for name in wanted}
    found: dict[str, str] = {}
    seen = set[str]()
    for _ in range(_STEPS):
        seen |= names
        keys = dict.fromkeys(key for name in sorted(names) for key in _derived(tree, files, name))
        heirs = [heir for key in keys if (heir := symbol(key)) is not None and wanted.intersection(heir.mro[1:])]
        found |= {heir.key: heir.canonical for heir in heirs if heir.canonical is not None}
        names = {heir.name for heir in heirs if heir.canonical is None} - seen
    return list(found.items())


def _derived(tree: ModuleTree, files: Files, name: str) -> Iterator[str]:
    """The keys of classes that name a base so, or as the file's imports call it."""
    if not name.isidentifier():
        return
    found = files.matching(pattern(_MENTIONED, name), (name.encode(),))
    for file in found if len(found) <= _MOST else ():
        yield from _in_file(tree, files, file, name)


def _in_file(tree: ModuleTree, files: Files, file: SourceFile, name: str) -> Iterator[str]:
    module = tree.module_of(file)
    renamed = (word.decode("utf-8", "replace") for word in files.found(pattern(_RENAMED, name), file))
    for written in dict.fromkeys((name, *renamed)) if module is not None and not file.is_test else ():
        for statement in files.found(pattern(_STATEMENT, written), file):
            yield f"{module}:{statement.decode('utf-8', 'replace')}"
