"""Which ops a generated module wraps: BUILD targets followed to the C++ files that register ops.

Where the BUILD files are not at hand, the convention holds that the rules implement by default: the ops of
`.../ops/X_ops.cc` are wrapped by `gen_X_ops`.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from tracer.facts import BuildFacts, GeneratedModule, OpLibrary

_DEFAULT_DEPENDENCY = "//tensorflow/core:{name}_op_lib"
_CONVENTION = ("tensorflow/core/ops/", "_ops.cc")


@dataclass(frozen=True, slots=True)
class WrapperModule:
    """A generated module: its dotted name and path, the C++ files whose ops it wraps, the BUILD line that says so."""

    name: str
    path: str
    sources: tuple[str, ...]
    file: int | None
    line: int
    target: GeneratedModule | None


class Targets:
    """The op libraries of all BUILD files, by label."""

    def __init__(self, builds: Mapping[int, tuple[str, BuildFacts]]) -> None:
        self.libraries: dict[str, tuple[str, OpLibrary]] = {}
        self.modules: list[tuple[int, str, GeneratedModule]] = []
        for number, (path, facts) in builds.items():
            folder = posixpath.dirname(path)
            for library in facts.libraries:
                self.libraries.setdefault(f"//{folder}:{library.name}", (folder, library))
            self.modules += [(number, folder, module) for module in facts.modules]

    def packages(self) -> set[str]:
        """The folders of all libraries that generated modules lead to, known or not."""
        labels: set[str] = set()
        for _, folder, module in self.modules:
            labels.update(label for label, _, _ in self._reached(_labels(module), folder))
        return {label.removeprefix("//").partition(":")[0] for label in labels}

    def sources(self, labels: Iterable[str], folder: str) -> tuple[str, ...]:
        """The C++ files of the libraries that `labels` name, of those they depend on, in order."""
        found: dict[str, None] = {}
        for label, here, library in self._reached(labels, folder):
            if library is None:
                found |= dict.fromkeys(_guesses(label))
            else:
                found |= dict.fromkeys(posixpath.join(here, source.lstrip(":")) for source in library.sources)
        return tuple(found)

    def _reached(self, labels: Iterable[str], folder: str) -> Iterator[tuple[str, str, OpLibrary | None]]:
        """The libraries that `labels` name and those they depend on, each with its label and folder."""
        waiting = [_label(label, folder) for label in labels]
        seen: set[str] = set()
        while waiting:
            label = waiting.pop(0)
            if label in seen:
                continue
            seen.add(label)
            here, library = self.libraries.get(label, ("", None))
            yield label, here, library
            if library is not None:
                waiting += [_label(dependency, here) for dependency in library.deps]


def _labels(module: GeneratedModule) -> tuple[str, ...]:
    """The libraries whose ops a generated module wraps."""
    return module.deps or (_DEFAULT_DEPENDENCY.format(name=module.name),)


def _label(label: str, folder: str) -> str:
    if label.startswith(":"):
        return f"//{folder}{label}"
    if label.startswith("//") and ":" not in label:
        return f"{label}:{posixpath.basename(label)}"
    return label


def wrapper_modules(builds: Mapping[int, tuple[str, BuildFacts]], op_files: Iterable[str]) -> list[WrapperModule]:
    """All generated modules of a snapshot; `op_files` are the paths of the files that register ops."""
    targets = Targets(builds)
    registering = set(op_files)
    found = [_from_target(targets, registering, *entry) for entry in targets.modules]
    known = {module.path for module in found}
    covered = {source for module in found for source in module.sources}
    prefix, suffix = _CONVENTION
    for path in sorted(registering - covered):
        if path.startswith(prefix) and path.endswith(suffix) and not builds:
            name = path.removeprefix(prefix).removesuffix(".cc")
            out = f"tensorflow/python/ops/gen_{name}.py"
            if out not in known:
                found.append(WrapperModule(_module_name(out), out, (path,), None, 0, None))
    return found


def _from_target(
    targets: Targets, registering: set[str], number: int, folder: str, module: GeneratedModule
) -> WrapperModule:
    sources = [path for source in targets.sources(_labels(module), folder) for path in _matching(source, registering)]
    out = module.out
    if out is None:
        in_ops = posixpath.basename(folder) == "ops" and "private" in module.rule
        out = f"gen_{module.name}.py" if in_ops else f"ops/gen_{module.name}.py"
    path = posixpath.join(folder, out)
    return WrapperModule(_module_name(path), path, tuple(sources), number, module.line, module)


def _matching(source: str, registering: set[str]) -> list[str]:
    if "*" not in source:
        return [source] if source in registering else []
    pattern = source.replace("**/", "*").replace("/**", "/*")
    return sorted(path for path in registering if fnmatchcase(path, pattern))


def _guesses(label: str) -> Iterable[str]:
    """Where the ops of a library would lie by convention that no BUILD file at hand defines outright."""
    package, _, name = label.removeprefix("//").partition(":")
    base = name.removesuffix("_op_lib")
    yield from (f"{package}/ops/{base}.cc", f"{package}/{base}.cc", f"tensorflow/core/ops/{base}.cc")
    if base == "user_ops":
        yield "tensorflow/core/user_ops/fact.cc"


def _module_name(path: str) -> str:
    return path.removesuffix(".py").replace("/", ".")
