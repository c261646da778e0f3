"""The public API of releases without export decorators (TensorFlow 1.0 to 1.5, Keras until 2.3), or where not all is
decorated yet (TensorFlow until 1.8): what can be reached by import."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from tracer import facts as f
from tracer.link import exported
from tracer.link.unparse import dotted
from tracer.linked import Export

if TYPE_CHECKING:
    from tracer.link.program import Module, Program

_ROOTS = {"tensorflow": "tf", "keras": "keras"}
_DEPTH = 6


def is_imported(program: Program) -> bool:
    """Whether the root package takes its names from the implementation: there is no generated API yet."""
    namespace = program.namespace("tensorflow")
    return namespace is not None and any(star.module == "tensorflow.python" for star in namespace.stars)


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


def documented(program: Program, module: Module) -> set[str]:
    """Public names of a module after `remove_undocumented(__name__, allowed)` has taken the others away."""
    names = set(program.exported(module.name))
    return names | {name for name in _allowed(program, module) if program.resolve(module.name, name)}


def _allowed(program: Program, module: Module) -> Iterator[str]:
    for effect in module.namespace.effects:
        call = effect.value
        if isinstance(call, f.Call) and (dotted(call.func) or "").endswith("remove_undocumented"):
            for argument in call.args[1:2]:
                yield from exported.elements(program, module, argument.value, effect.order)


def _is_api(program: Program, owner: str, name: str, module: str) -> bool:
    """Whether `module`, met as `name` in `owner`, is a package of the API: it lies below its owner, and is none of the
    `*_ops` modules that `remove_undocumented` takes away."""
    below = module.startswith(f"{owner}.") and program.tree.exists(module)
    return below and not name.startswith("_") and not name.endswith("_ops")
