"""The public API of releases without export decorators (TensorFlow 1.0 to 1.5, Keras until 2.3), or where not all is
decorated yet (TensorFlow until 1.8): what can be reached by import."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import TYPE_CHECKING

from tracer import facts as f
from tracer.facts.expressions import dotted
from tracer.link.entities import split_key
from tracer.link.exported import strings
from tracer.linked import Export

if TYPE_CHECKING:
    from tracer.link.program import Module, Program

_ROOTS = {"tensorflow": "tf", "keras": "keras"}
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
            key = resolved[0].key if resolved else "<"
            if key.startswith("<"):
                continue
            if key.endswith(":"):
                if depth < _DEPTH and _is_api(program, name, member, key[:-1]):
                    pending.append((key[:-1], f"{public}.{member}", depth + 1))
                continue
            if public.startswith("keras.") and depth > 1 and not key.startswith(f"{name}:"):
                continue  # what a module of Keras imports for its own use
            line = resolved[0].binding.line if resolved[0].binding else 1
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
    """Public names of a module after `remove_undocumented(__name__, allowed)` has taken the others away."""
    names = set(program.exported(module.name))
    return names | {name for name in _allowed(program, module) if program.resolve(module.name, name)}


def is_documented(program: Program, module: Module, name: str) -> bool:
    """Whether `name` is among `documented(program, module)`."""
    if program.is_exported(module.name, name):
        return True
    return name in _allowed(program, module) and bool(program.resolve(module.name, name))


def _allowed(program: Program, module: Module) -> Iterator[str]:
    for effect in module.namespace.effects:
        call = effect.value
        if isinstance(call, f.Call) and (dotted(call.func) or "").endswith("remove_undocumented"):
            for argument in call.args[1:2]:
                yield from strings(program, module, argument.value, effect.order)


def _is_api(program: Program, owner: str, name: str, module: str) -> bool:
    """Whether `module`, met as `name` in `owner`, is a package of the API: it lies below its owner, and is none of the
    `*_ops` modules that `remove_undocumented` takes away, or it is listed there as one to keep (`tf.nn.rnn_cell`)."""
    if not program.tree.exists(module):
        return False
    loaded = program.module(owner)
    allowed = set(_allowed(program, loaded)) if loaded is not None else set()
    # The packages of contrib list all that they keep; elsewhere docstrings do too.
    if name in allowed or (allowed and owner.startswith("tensorflow.contrib.")):
        return name in allowed
    return module.startswith(f"{owner}.") and not name.startswith("_") and not name.endswith("_ops")
