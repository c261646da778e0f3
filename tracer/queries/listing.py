"""The public API of a snapshot as a table: every public name, and the members of public classes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

from tracer.golden import ArgSpec, Golden
from tracer.linked import Export, Signature, Symbol
from tracer.queries.api import golden_objects
from tracer.queries.comparable import Scope, comparable
from tracer.queries.diff import Change, Difference, Entry, compare, folded
from tracer.store import Snapshot


def public_api(snapshot: Snapshot, api: str | None = None) -> dict[str, Entry]:
    """Public name -> what it stands for, for the API "v1" or "v2" (by default that of the snapshot's release).

    Members of a class are listed under each of its public names, inherited ones with it, private ones not. A name that
    Keras exports is listed as `keras.X` and not a second time as `tf.keras.X`. Where the snapshot holds TensorFlow, its
    public names are those that its golden files would list.
    """
    chosen = api or str(snapshot.info.info.get("api", "v2"))
    entries = _Listing(snapshot, chosen).entries
    if not any(snapshot.files_of_module("tensorflow.python")):
        return entries
    aliases = snapshot.info.info.get("aliases", {}).get(chosen, {})
    listed = dict(_as_golden(golden_objects(snapshot, chosen), entries, aliases))
    if any(_is_of_keras(name) for name in listed):
        return listed
    # A Keras of its own, which TensorFlow only loads: its golden files do not list it.
    return {**listed, **{name: entry for name, entry in entries.items() if _is_of_keras(name)}}


def _is_of_keras(name: str) -> bool:
    return name.startswith(("keras.", "tf.keras."))


def _as_golden(
    objects: Mapping[str, Golden], entries: Mapping[str, Entry], aliases: Mapping[str, str]
) -> Iterator[tuple[str, Entry]]:
    """What golden files list, each name with what is known of it; names from outside as golden says."""
    for name, golden, member in golden_names(objects):
        owner = name.removesuffix(f".{member}") if member is not None and golden.kind == "class" else None
        known = entries.get(name) or entries.get(_unaliased(name, aliases))
        if known is not None:
            yield name, replace(known, name=name, owner=owner)
            continue
        kind = "class" if member is None else "method" if owner else "function"
        argspec = golden.methods.get(member) if member is not None else None
        signature = _signature(argspec) if argspec is not None else None
        if member in golden.members:
            kind = golden.members[member] if golden.members[member] == "property" else "attribute"
        yield (
            name,
            Entry(name, kind, name, None, 0, signature, golden.is_instance[1:], False, owner),
        )


def golden_names(objects: Mapping[str, Golden]) -> Iterator[tuple[str, Golden, str | None]]:
    """Public name, the golden object that lists it, and its name there (None for the object itself); no modules."""
    for path, golden in objects.items():
        name = public_name(path)
        if golden.kind == "class":
            yield name, golden, None
        for member, kind in golden.members.items():
            if golden.kind == "class" and kind == "property":
                yield f"{name}.{member}", golden, member
        for member in golden.methods:
            yield f"{name}.{member}", golden, member


def public_name(path: str) -> str:
    """`tensorflow.keras.Sequential` as `tracer` lists it: `keras.Sequential`."""
    short = path.replace("tensorflow", "tf", 1)
    return short.removeprefix("tf.") if short.startswith("tf.keras") else short


def _unaliased(name: str, aliases: Mapping[str, str]) -> str:
    """`keras.metrics.AUC` of `tf.metrics.AUC`, where that package is Keras's."""
    for alias, package in aliases.items():
        if name.startswith(f"{alias}."):
            return f"{package.removeprefix('tf.')}{name.removeprefix(alias)}"
    return name


def _signature(argspec: ArgSpec) -> Signature:
    with_default = argspec.args[len(argspec.args) - len(argspec.defaults) :]
    defaults = dict(zip(with_default, argspec.defaults, strict=False))
    return Signature(argspec.args, argspec.varargs, argspec.keywords, (), defaults)


def diff(before: Snapshot, after: Snapshot, api: str | None = None) -> Difference:
    """What changed in the public API between two snapshots, as far as both have the sources to tell."""
    old, new = public_api(before, api), public_api(after, api)
    of_old, of_new = Scope(before, old, api), Scope(after, new, api)
    kept_old, unknown_old = comparable(old, new, of_new, "before")
    kept_new, unknown_new = comparable(new, old, of_old, "after")
    return Difference(
        before.name,
        after.name,
        tuple(folded(compare(kept_old, kept_new))),
        tuple(sorted(of_old.sources - of_new.sources)),
        tuple(sorted(of_new.sources - of_old.sources)),
        (*unknown_old, *unknown_new),
        has_names=bool(old or new),
    )


def unfolded(changes: tuple[Change, ...]) -> Iterator[tuple[str, str]]:
    """(kind, public name) of every single change, those in `also` included."""
    for change in changes:
        for name in (change.name, *change.also):
            yield change.kind, name


class _Listing:
    def __init__(self, snapshot: Snapshot, api: str) -> None:
        self._snapshot = snapshot
        self._sources = {source.position: source.name for source in snapshot.sources}
        self._symbols: dict[str, Symbol] = {}
        self._classes: dict[str, str] = {}
        self._members: dict[str, list[Symbol]] = defaultdict(list)
        for symbol in snapshot.all_symbols():
            self._symbols[symbol.key] = symbol
            if symbol.kind == "class":
                self._classes.setdefault(f"{symbol.module}.{symbol.qualname}", symbol.key)
            if symbol.parent is not None and not symbol.is_instance_attribute:
                self._members[symbol.parent].append(symbol)
        exports = [export for export in snapshot.all_exports() if self._is_listed(export, api)]
        keras = {export.name for export in exports if export.name.startswith("keras.")}
        self.entries: dict[str, Entry] = {}
        for export in exports:
            if export.name.removeprefix("tf.") not in keras or export.name in keras:
                self._add(export)

    def _is_listed(self, export: Export, api: str) -> bool:
        symbol = self._symbols.get(export.symbol)
        return export.api == api and symbol is not None and not symbol.dead

    def _add(self, export: Export) -> None:
        symbol = self._symbols[export.symbol]
        self.entries[export.name] = self._entry(export.name, symbol, None, deprecated=export.deprecated)
        if symbol.kind == "class":
            for member in self._inherited(symbol):
                name = f"{export.name}.{member.name}"
                self.entries.setdefault(name, self._entry(name, member, export.name, deprecated=False))

    def _inherited(self, symbol: Symbol) -> Iterator[Symbol]:
        """The public members of a class in the order in which Python looks them up."""
        for base in (symbol.key, *(self._classes.get(name, "") for name in symbol.mro[1:])):
            for member in self._members.get(base, ()):
                if not member.name.startswith(("_", "<")) or member.name == "__init__":
                    yield member

    def _entry(self, name: str, symbol: Symbol, owner: str | None, *, deprecated: bool) -> Entry:
        place = self._snapshot.file(symbol.file) if symbol.file is not None else None
        return Entry(
            name,
            symbol.kind,
            f"{symbol.module}.{symbol.qualname}",
            place.path if place is not None else None,
            symbol.line,
            None if symbol.kind == "class" else _by_keyword(symbol.signature) if _is_raw_op(name) else symbol.signature,
            symbol.mro[1:],
            deprecated,
            owner,
            source=self._sources.get(place.source) if place is not None else None,
        )


def _is_raw_op(name: str) -> bool:
    return ".raw_ops." in name


def _by_keyword(signature: Signature | None) -> Signature | None:
    """The functions of `tf.raw_ops` take keyword arguments alone: what comes before what says nothing."""
    return None if signature is None else signature._replace(args=(), kwonly=signature.args)


def restricted(difference: Difference, prefix: str, *, breaking: bool) -> Difference:
    """The part of a difference below a public name, or that which breaks callers."""
    below = f"{prefix}." if prefix else ""

    def is_below(name: str) -> bool:
        return name == prefix or name.startswith(below)

    chosen = [
        change
        for change in difference.changes
        if (change.breaking or not breaking) and any(map(is_below, (change.name, *change.also)))
    ]
    uncompared = [replace(one, names=tuple(filter(is_below, one.names))) for one in difference.uncompared]
    return replace(difference, changes=tuple(chosen), uncompared=tuple(one for one in uncompared if one.names))
