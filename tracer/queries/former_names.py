"""What a public name stood for at revisions where it was none: before it was exported, or after it went elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tracer.link.program import Program
from tracer.link.quick import QuickReader
from tracer.link.quick_files import Files, pattern
from tracer.linked import EXTERNAL
from tracer.queries.answers import Match
from tracer.queries.history import State
from tracer.queries.where import match_at, matches_of

_AROUND = {"tensorflow", "contrib", "python"}
"""Packages that TensorFlow puts around those of its API."""
_AT_TOP = rb"(?m)^(?:(?:class|def)[ \t]+%s\b|%s[ \t]*=[^=])"


def before_it_was_exported(reader: QuickReader, files: Files, name: str) -> Match | None:
    """What a public name stood for before it was one: the definition of that name in modules of those packages, the
    first of which is a package of the repository or of TensorFlow's `contrib`.

    `keras.Sequential` is found in `tensorflow.contrib.keras.python.keras.models`, where TensorFlow 1.1 had it.
    """
    parts = [part for part in name.split(".") if part not in {"tf", "tensorflow"}]
    found = []
    for length in range(1, len(parts)):
        packages, (first, *rest) = parts[:-length], parts[-length:]
        for module in _defining(reader.program, files, packages, first):
            match = match_at(reader, ".".join((module, first, *rest)))
            if match is not None:
                found.append((not match.exports, len(module), module, match))
    return min(found, key=lambda entry: entry[:3])[-1] if found else None


def _defining(program: Program, files: Files, packages: Sequence[str], name: str) -> Iterator[str]:
    """The modules in those packages that define a name at top level."""
    for file in files.matching(pattern(_AT_TOP, name), (name.encode(),)):
        parts = (program.tree.module_of(file) or "").split(".")
        top = next((part for part in parts if part not in _AROUND), "")
        if top == packages[0] and set(packages) <= set(parts):
            yield ".".join(parts)


def in_the_old_api(reader: QuickReader, name: str) -> Match | None:
    """What a name of TensorFlow 1 stands for in TensorFlow 2: `tf.compat.v1.Session` for `tf.Session`."""
    root, _, rest = name.partition(".")
    if root not in {"tf", "tensorflow"} or reader.program.api != "v2" or rest.startswith("compat."):
        return None
    return next(iter(matches_of(reader, f"tf.compat.v1.{rest}")), None)


def re_exported(program: Program, name: str) -> State | None:
    """The state of a public name that a module of the repository imports from a package outside of it."""
    parts = name.split(".")
    for length in range(len(parts) - 1, 0, -1):
        module = ".".join(parts[:length])
        if not program.tree.exists(module):
            continue
        for found in program.resolve(module, parts[length]):
            target = found.key.removeprefix(EXTERNAL)
            if target == found.key or program.tree.exists(target.partition(".")[0]):
                return None
            loaded, line = program.module(module), found.binding.line if found.binding else 0
            file = loaded.file if loaded is not None else None
            outside = ".".join((target, *parts[length + 1 :]))
            return State(
                name, "alias", file.source if file else "", module, ".".join(parts[length:]), file.path if file else "",
                line, line, None, (), outside=outside,
            )  # fmt: skip
    return None


def from_outside(reader: QuickReader, files: Files, name: str) -> State | None:
    """The state of a public name of a package that a release takes from another distribution (`tf.estimator`)."""
    short = f"tf.{name.removeprefix('tensorflow.')}" if name.startswith("tensorflow.") else name
    api = reader.program.api
    for package, module in reader.info.info["outside"][api].items():
        top = module.partition(".")[0]
        if short.startswith(f"{package}.") and files.containing((top.encode(),)):
            rest = short.removeprefix(f"{package}.")
            return State(name, "alias", reader.name, package, rest, "", 0, 0, None, (), outside=f"{module}.{rest}")
    return None
