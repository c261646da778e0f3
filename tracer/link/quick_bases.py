"""Which files hold the bases of a class, read from the text alone: all of them can then be extracted at once.

A guess that saves time: a file too many costs its extraction, one too few is extracted when the MRO asks for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tracer.facts import SourceFile
from tracer.link.modules import ModuleTree
from tracer.link.quick_files import Files, pattern

_CLASS = rb"(?m)^class[ \t]++%s[ \t]*+\(([^()]*+)[()]"
_BASE = re.compile(rb"(?<![\w.=])([A-Za-z_]\w*(?:\.\w+)*)(?!\s*=)")
_IMPORT = (
    rb"(?m)^[ \t]*+from[ \t]++(?P<module>[\w.]++)[ \t]++import[ \t]++(?:\((?:[^()]*?\W)??|(?:[^\n(]*?[ ,])??)"
    rb"(?:(?P<name>\w++)[ \t]++as[ \t]++)?%s\b"
)
"""Up to the next parenthesis, so that no text is looked through twice."""
_MOST = 40
"""Files, and bases of one class, that are guessed."""
_CLASSES = 200


def files_of_bases(
    tree: ModuleTree, files: Files, start: Iterable[SourceFile], names: Iterable[str]
) -> list[SourceFile]:
    """`start`, and the files of the bases, and of their bases, of the classes in it called one of `names`."""
    found = {(file.source, file.path): file for file in start}
    pending = [(file, name) for file in found.values() for name in names]
    seen = set(pending)
    while pending and len(found) < _MOST and len(seen) < _CLASSES:
        file, name = pending.pop()
        for base in _bases(tree, files, file, name):
            if base not in seen:
                seen.add(base)
                pending.append(base)
                found.setdefault((base[0].source, base[0].path), base[0])
    return list(found.values())


def _bases(tree: ModuleTree, files: Files, file: SourceFile, name: str) -> Iterator[tuple[SourceFile, str]]:
    content = files.read(file)
    statement = pattern(_CLASS, name).search(content)
    module = tree.module_of(file)
    if statement is None or module is None:
        return
    for base in _BASE.findall(statement[1])[:_MOST]:
        head, *rest = base.decode("ascii").split(".")
        found = [_place(tree, module, imported, head) for imported in pattern(_IMPORT, head).finditer(content)]
        if not found:
            yield file, head
        for origin, attribute in filter(None, found):
            yield origin, rest[-1] if rest else attribute


def _place(tree: ModuleTree, module: str, imported: re.Match[bytes], head: str) -> tuple[SourceFile, str] | None:
    """The file that an import names, and the attribute of it."""
    written = imported["module"].decode("ascii")
    dots = len(written) - len(written.lstrip("."))
    origin = tree.absolute(written.lstrip("."), module, dots) or ""
    attribute = (imported["name"] or head.encode()).decode("ascii")
    file = tree.file(f"{origin}.{attribute}") or tree.file(origin)
    return (file, attribute) if file is not None else None
