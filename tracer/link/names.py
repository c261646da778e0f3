"""Link the names of a whole snapshot: every row that `where` needs, in the order of the modules' names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tracer import facts as f
from tracer.link import bindings, exports, public_api, symbols
from tracer.link.program import Module, Program
from tracer.linked import Binding, Counterpart, Export, Symbol, Unresolved, preference, public_name
from tracer.versions import LINKER_VERSION as LINKER_VERSION  # noqa: PLC0414  # part of this module's contract


@dataclass(frozen=True, slots=True)
class LinkedNames:
    """The rows of a snapshot that need no call graph; `info` says what the snapshot is: its default api and so on."""

    symbols: tuple[Symbol, ...]
    exports: tuple[Export, ...]
    bindings: tuple[Binding, ...]
    unresolved: tuple[Unresolved, ...]
    counterparts: tuple[Counterpart, ...]
    info: dict[str, object]


def link_names(program: Program) -> LinkedNames:
    """Rows of every module of the snapshot. What could not be resolved is among them, with its reason."""
    modules = [module for name in program.tree.names() if (module := program.module(name)) is not None]
    found = [row for module in modules for row in exports.rows(program, module)]
    exported = exports.without_hidden(row for row in found if isinstance(row, Export))
    exported += [row for api in ("v1", "v2") for row in exports.modules(program, api)]
    if not exported or public_api.is_imported(program):
        known = {row.name for row in exported}
        exported += [row for row in public_api.rows(program) if row.name not in known]
    bound = [row for module in modules for row in bindings.rows(program, module)]
    named = with_canonical((row for module in modules for row in symbols.rows(program, module)), exported, program.api)
    unresolved = [row for row in (*found, *bound) if isinstance(row, Unresolved)]
    unresolved += [row for module in modules for row in unresolved_bases(program, module)]
    return LinkedNames(
        tuple(named),
        tuple(exported),
        tuple(row for row in bound if isinstance(row, Binding)),
        tuple(unresolved),
        tuple(row for module in modules for row in counterparts(program, module)),
        {**snapshot_info(program), "modules": len(modules)},
    )


def snapshot_info(program: Program) -> dict[str, object]:
    """What queries must know of a snapshot as a whole: its default API, its release, what `tf.keras` loads, and the
    public packages that are Keras's or another distribution's."""
    return {
        "api": program.api,
        "release": program.release,
        "tf_keras": program.loaded_keras(),
        "aliases": {api: exports.aliases(program, api) for api in ("v1", "v2")},
        "outside": {api: exports.outside(program, api) for api in ("v1", "v2")},
    }


def with_canonical(rows: Iterable[Symbol], exported: Iterable[Export], api: str) -> list[Symbol]:
    """The symbols, each with the public name that is best to call it by, but for those that have one."""
    best: dict[str, Export] = {}
    for export in exported:
        known = best.get(export.symbol)
        if known is None or calling(export, api) < calling(known, api):
            best[export.symbol] = export
    return [
        row._replace(canonical=public_name(best[row.key], api)) if row.canonical is None and row.key in best else row
        for row in rows
    ]


def calling(export: Export, api: str) -> tuple[tuple[bool, bool, bool, int, bool], bool, bool]:
    """As `preference`, and among equals the name that the symbol has itself, then the package called as its module:
    `keras.losses.mse` of what `.../losses.py` defines."""
    module, _, qualname = export.symbol.partition(":")
    package, _, last = export.name.rpartition(".")
    parts = module.split(".")
    return preference(export, api), last != qualname.rpartition(".")[2], package.rpartition(".")[2] not in parts


def unresolved_bases(program: Program, module: Module) -> Iterable[Unresolved]:
    number = program.number(module.file)
    for key, definition in zip(module.keys, module.facts.definitions, strict=True):
        if definition.kind == "class":
            for text in program.mro(key).unresolved:
                yield Unresolved("base", number, definition.line, text, "no class found for this base", key)


def counterparts(program: Program, module: Module) -> Iterable[Counterpart]:
    """What this module registers as mirroring a TensorFlow or Keras name."""
    for registration in module.facts.registrations:
        if registration.kind == "counterpart":
            symbol = exports.registered_key(program, module, registration) or f"{module.name}:{registration.symbol}"
            target = counterpart_target(program, registration)
            number = program.number(module.file)
            yield Counterpart(registration.name, symbol, target, number, registration.line)


def counterpart_target(program: Program, registration: f.Registration) -> str | None:
    return program.public_names.resolve(registration.name)
