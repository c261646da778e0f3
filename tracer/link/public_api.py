"""The public API of releases without export decorators (TensorFlow 1.0 to 1.5, Keras until 2.3), or where not all is
decorated yet (TensorFlow until 1.8): what can be reached by import."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import TYPE_CHECKING

from tracer import facts as f
from tracer.facts.expressions import dotted
from tracer.link import exports
from tracer.link.entities import split_key
from tracer.link.exported import strings
from tracer.link.values import Scope, evaluate
from tracer.linked import EXTERNAL, MESSAGES, Export

if TYPE_CHECKING:
    from tracer.link.entities import Resolved
    from tracer.link.program import Module, Program

_ROOTS = {"tensorflow": "tf", "keras": "keras"}
_REFERENCE = re.compile(rb"^@@(\w+)[ \r]*$", re.MULTILINE)
"""How a docstring names what is public (tensorflow/python/util/all_util.py)."""
_DEPTH = 6
_PARTS = 8


def is_imported(program: Program) -> bool:
    """Whether the root package takes its names from the implementation: there is no generated API yet."""
    namespace = program.namespace("tensorflow")
    return namespace is not None and any(star.module == "tensorflow.python" for star in namespace.stars)


def is_never_decorated(module: str) -> bool:
    """Whether no release declares public names of `module`: TensorFlow's `contrib` kept to imports until its end."""
    return module.startswith("tensorflow.contrib.")


def rows(program: Program, roots: Iterable[str] = _ROOTS) -> Iterator[Export]:
    """Exports for every public name under `tensorflow` and `keras`, shortest paths first, each module once."""
    seen: set[str] = set()
    pending = [(root, _ROOTS[root], 0) for root in roots if program.module(root)]
    while pending:
        name, public, depth = pending.pop(0)
        module = program.module(name)
        if module is None or name in seen:
            continue
        seen.add(name)
        for member in sorted(documented(program, module)):
            resolved = program.resolve(name, member)
            key = _stands_for(program, module, member)
            if key is None or (key.startswith("<") and f"{MESSAGES}." not in key):
                continue
            if key.endswith(":"):
                if depth < _DEPTH and _is_api(program, name, member, key[:-1]):
                    pending.append((key[:-1], f"{public}.{member}", depth + 1))
                continue
            if public.startswith("keras.") and depth > 1 and not key.startswith(f"{name}:"):
                continue  # what a module of Keras imports for its own use
            line = resolved[0].binding.line if resolved and resolved[0].binding else 1
            number = program.number(module.file)
            api = "v1" if public.startswith("tf") else program.api
            yield Export(f"{public}.{member}", api, key, number, line, f"public in {name}")


def names_of(program: Program, key: str, known: Iterable[str]) -> list[str]:
    """The public names of one module-level symbol, without reading the whole API: those of `known`, and those made of
    some parts of its module's path (`tf.contrib.keras.Model` of `tensorflow.contrib.keras.python:Model`), that lead to
    it by import."""
    module, qualname = split_key(key)
    parts = module.split(".")[1:]
    chosen = (some for length in range(len(parts) + 1) for some in combinations(parts[:_PARTS], length))
    names = {".".join(("tf", *some, qualname)) for some in chosen} | set(known)
    return sorted(name for name in names if name.startswith("tf.") and _reached(program, name) == key)


def message(program: Program, name: str) -> Export | None:
    """The export of a public name of TensorFlow that stands for a message, which a star import of what the build makes
    of its `.proto` file brings."""
    package, _, last = name.rpartition(".")
    key = "tensorflow:" if package == "tf" else _reached(program, package)
    module = program.module(key[:-1]) if key is not None and key.endswith(":") else None
    if module is None or not is_documented(program, module, last):
        return None
    found = _stands_for(program, module, last)
    if found is None or f"{MESSAGES}." not in found:
        return None
    return Export(name, "v1", found, program.number(module.file), 1, f"public in {module.name}")


def names_of_message(program: Program, key: str) -> Iterator[Export]:
    """The exports of a message in the root package and in the packages that this binds itself."""
    last = key.rpartition(".")[2]
    package = program.module("tensorflow.python")
    names = sorted(package.namespace.names) if package is not None else ()
    bound = [name for name in names if package is not None and is_documented(program, package, name)]
    for public in ("tf", *(f"tf.{name}" for name in bound)):
        found = message(program, f"{public}.{last}")
        if found is not None and found.symbol == key:
            yield found


def _reached(program: Program, name: str) -> str | None:
    """Key of what a public name of TensorFlow stands for, where each part of it is public in the one before."""
    owner, key = "tensorflow", "tensorflow:"
    for part in name.split(".")[1:]:
        module = program.module(owner) if key.endswith(":") else None
        resolved = program.resolve(owner, part) if module is not None else ()
        key = resolved[0].key if resolved else ""
        if key and not key.endswith(":") and program.definition(key) is None and program.tree.exists(f"{owner}.{part}"):
            key = f"{owner}.{part}:"  # a variable that loads the submodule when it is asked, as `contrib` does
        if module is None or (key.endswith(":") and not _is_api(program, owner, part, key[:-1])):
            return None
        if not resolved or not is_documented(program, module, part):
            return None
        if key.endswith(":"):
            owner = key[:-1]
    return key


def documented(program: Program, module: Module) -> set[str]:
    """Public names of a module after `remove_undocumented(__name__, allowed, modules)` has taken the others away, in
    the module or in one that it imports everything from."""
    kept = _kept(program, module)
    if kept is not None:
        return {name for name in kept if _stands_for(program, module, name)}
    own = {name for name in program.exported(module.name) if not _is_removed(program, module, name)}
    return own.union(*(documented(program, source) for source in _starred(program, module) if _kept(program, source)))


def is_documented(program: Program, module: Module, name: str) -> bool:
    """Whether `name` is among `documented(program, module)`, or is a message that a module without `__all__` takes from
    what the build makes of a `.proto` file."""
    kept = _kept(program, module)
    if kept is not None:
        return name in kept and _stands_for(program, module, name) is not None
    if program.is_exported(module.name, name) and not _is_removed(program, module, name):
        return True
    sources = (source for source in _starred(program, module) if _kept(program, source))
    return any(is_documented(program, source, name) for source in sources) or _brings(program, module, name)


def _brings(program: Program, module: Module, name: str) -> bool:
    """Whether a module without `__all__`, or such a one that it takes everything from, takes a message from what the
    build makes of a `.proto` file."""
    if "__all__" in module.namespace.names:
        return False
    sources = (source for source in _starred(program, module) if "__all__" not in source.namespace.names)
    return any(exports.told_message(program, one, name) is not None for one in (module, *sources))


def _stands_for(program: Program, module: Module, name: str) -> str | None:
    """Key of what `name` is in a module; of a message too that it, or a module it takes everything from, takes from
    what the build makes of a `.proto` file."""
    resolved = program.resolve(module.name, name)
    found = resolved[0].key if resolved and not _is_star(program, resolved[0]) else None
    found = found or exports.told_message(program, module, name)
    if found is None:
        told = (exports.told_message(program, source, name) for source in _starred(program, module))
        found = next((key for key in told if key is not None), None)
    return found


def _is_star(program: Program, resolved: Resolved) -> bool:
    """Whether a name is said to come from a module of the snapshot by a star import, but is not defined there."""
    module, _, _ = resolved.key.removeprefix(EXTERNAL).rpartition(".")
    return resolved.key.startswith(EXTERNAL) and program.tree.exists(module)


def _starred(program: Program, module: Module) -> Iterator[Module]:
    """The modules that a module takes everything from."""
    for star in module.namespace.stars:
        loaded = program.module(star.module)
        if loaded is not None:
            yield loaded


def _is_removed(program: Program, module: Module, name: str) -> bool:
    """Whether only a star import could bring `name`, from a module that takes it away."""
    if name in module.namespace.names:
        return False
    sources = [source for source in _starred(program, module) if program.is_exported(source.name, name)]
    return bool(sources) and not any(is_documented(program, source, name) for source in sources)


def _kept(program: Program, module: Module) -> frozenset[str] | None:
    """The names that a call of `remove_undocumented` leaves; None where there is none, or where a docstring that it
    reads can't be had."""
    if module.name not in program.documented:
        program.documented[module.name] = _left(program, module)
    return program.documented[module.name]


def _left(program: Program, module: Module) -> frozenset[str] | None:
    for effect in module.namespace.effects:
        call = effect.value
        if isinstance(call, f.Call) and (dotted(call.func) or "").endswith("remove_undocumented"):
            given = dict(zip(("name", "allowed_exception_list", "doc_string_modules"), call.args, strict=False))
            given |= {argument.keyword: argument for argument in call.args if argument.keyword}
            allowed, documents = given.get("allowed_exception_list"), given.get("doc_string_modules")
            names = set(strings(program, module, allowed.value, effect.order)) if allowed else set()
            files = _documents(program, module, documents.value, effect.order) if documents else (module.file,)
            for file in files:
                text = program.read(file.path) if program.read is not None else None
                if text is None:
                    return None
                names.update(name.decode() for name in _REFERENCE.findall(text))
            return frozenset(names)
    return None


def _documents(program: Program, module: Module, listed: f.Expr, order: int) -> Iterator[f.SourceFile]:
    """The files of the modules whose docstrings say what is public."""
    for element in listed.elements if isinstance(listed, f.Sequence) else ():
        for value in evaluate(program, Scope(module.name, None, order), element)[:1]:
            file = program.tree.file(value.key[:-1]) if value.key.endswith(":") else None
            if file is not None:
                yield file


def _is_api(program: Program, owner: str, name: str, module: str) -> bool:
    """Whether `module`, met as `name` in `owner`, is a package of the API: `remove_undocumented` keeps it there
    (`tf.nn.rnn_cell`), or it lies below its owner where nothing is taken away, and is no module of ops."""
    if not program.tree.exists(module):
        return False
    loaded = program.module(owner)
    kept = _kept(program, loaded) if loaded is not None else None
    if kept is not None:
        return name in kept
    return module.startswith(f"{owner}.") and not name.startswith("_") and not name.endswith("_ops")
