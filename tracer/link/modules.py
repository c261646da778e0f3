"""The module tree of a snapshot: which file a dotted import name stands for, across several sources."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from tracer.facts import SourceFile

TEMPLATES = {
    # TensorFlow's build turns these into the packages they are named after; a clone holds only the templates.
    "tensorflow/api_template.__init__.py": ("tensorflow", "v2"),
    "tensorflow/api_template_v1.__init__.py": ("tensorflow", "v1"),
}
TEMPLATE = "tensorflow@"
"""`tensorflow@v1` names the template of TensorFlow 1's API, whichever of the two stands for `tensorflow`."""
PLACEHOLDER = "tensorflow/__init__.py"


class ModuleTree:
    """Dotted names to files. A package's `__init__` wins over a module, a source over a stub of the same name,
    an earlier source over a later one; a directory without `__init__` is a namespace package."""

    def __init__(self, files: Iterable[SourceFile], api: str | None = None) -> None:
        self.files = [file for file in files if file.kind in ("python", "stub")]
        self._files: dict[str, SourceFile] = {}
        self._stubs: dict[str, SourceFile] = {}
        self._namespaces: set[str] = set()
        self._children: dict[str, set[str]] | None = None
        self._templates: dict[str, SourceFile] = {}
        for file in self.files:
            self._add(file)
        self._use_template(api)

    def _add(self, file: SourceFile) -> None:
        if file.path in TEMPLATES:
            self._templates[TEMPLATES[file.path][1]] = file
        module = file.module
        if not module or file.path in TEMPLATES:
            return
        table = self._stubs if file.kind == "stub" else self._files
        known = table.get(module)
        if known is None or (file.is_package and not known.is_package and file.source == known.source):
            table[module] = file
        parent = module.rpartition(".")[0]
        while parent and parent not in self._namespaces:
            self._namespaces.add(parent)
            parent = parent.rpartition(".")[0]

    def _use_template(self, api: str | None) -> None:
        """A clone's `tensorflow/__init__.py` is a placeholder: the template of the release's own API replaces it."""
        template = self._templates.get(api or "v2") or self._templates.get("v1")
        current = self._files.get("tensorflow")
        if template is not None and (current is None or current.path == PLACEHOLDER):
            self._files["tensorflow"] = template
            self._namespaces.add("tensorflow")

    def file(self, module: str) -> SourceFile | None:
        known = self._files.get(module) or self._stubs.get(module)
        if known is None and module.startswith(TEMPLATE):
            return self._templates.get(module.removeprefix(TEMPLATE))
        return known

    def module_of(self, file: SourceFile) -> str | None:
        """The name `file` is imported by; None for one that another file of that name hides."""
        module = TEMPLATES[file.path][0] if file.path in TEMPLATES else file.module
        return module if module and self.file(module) is file else None

    def template(self, api: str) -> SourceFile | None:
        """The template that the build makes `tensorflow/__init__.py` from for that API."""
        return self._templates.get(api)

    def stub(self, module: str) -> SourceFile | None:
        return self._stubs.get(module)

    def exists(self, module: str) -> bool:
        return module in self._files or module in self._stubs or module in self._namespaces

    def is_package(self, module: str) -> bool:
        file = self.file(module)
        return module in self._namespaces or (file is not None and (file.is_package or file.path in TEMPLATES))

    def names(self) -> list[str]:
        """Every module that has a file, sorted."""
        return sorted(self._files.keys() | self._stubs.keys())

    def children(self, module: str) -> set[str]:
        """Last components of the modules and packages directly inside `module`."""
        if self._children is None:
            self._children = {}
            for name in self._files.keys() | self._stubs.keys() | self._namespaces:
                parent, _, last = name.rpartition(".")
                self._children.setdefault(parent, set()).add(last)
        return self._children.get(module, set())

    def absolute(self, module: str, importing: str, level: int) -> str:
        """`from ..module import` in `importing` as an absolute name ("" when it climbs out of the top package)."""
        if level == 0:
            return module
        parts = importing.split(".")
        climb = level - 1 if self.is_package_file(importing) else level
        if climb > len(parts):
            return ""
        base = parts[: len(parts) - climb]
        return ".".join([*base, module] if module else base)

    def is_package_file(self, module: str) -> bool:
        file = self.file(module)
        return file is None or file.is_package or file.path in TEMPLATES

    def directory_module(self, module: str, relative: str) -> str:
        """The module name of the directory `relative` to the package `module` (for `__path__` changes)."""
        path = posixpath.normpath(posixpath.join(module.replace(".", "/"), relative))
        return "" if path.startswith("..") else path.replace("/", ".").strip(".")
