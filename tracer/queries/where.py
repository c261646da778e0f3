"""Where is a name defined, and how does one get there? Answers from a snapshot's rows alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from weakref import WeakKeyDictionary

from tracer.linked import Symbol, api_name, dotted, preference, public_name
from tracer.queries import bare
from tracer.queries.answers import ChainStep, CounterpartAnswer, Match, SignatureAnswer, WhereAnswer
from tracer.queries.names import Names
from tracer.queries.ranking import TWIN, Ranked, Standing, is_beside, is_twin, owner_of, ranked
from tracer.queries.spelling import DEEPEST, place_of, spelled
from tracer.queries.twins import twins_of
from tracer.queries.walking import EXACT, Candidate, Reader
from tracer.store.rows import File, Source

_ROOTS = ("tf.", "tensorflow.", "keras.")
_LISTED = 20

_names: WeakKeyDictionary[Reader, Names] = WeakKeyDictionary()


def where(reader: Reader, name: str, api: str | None = None, all: bool = False, *, in_full: bool = True) -> WhereAnswer:
    """Find what `name` stands for in a snapshot.

    Args:
        reader: the snapshot; what is read from it is kept while it lives.
        name: a bare name (`Sequential`), a public one (`tf.keras.Sequential`, `keras.layers.Dense`,
            `tf.compat.v1.X`), a member (`Model.fit`), a dotted module path, a key (`module:qualname`), a file or a line
            of one (`path/to/file.py:LINE`), an op (`MatMul`).
        api: "v1" or "v2"; by default that of the indexed release.
        all: also list what a good match outranks: private definitions, dead copies, tests, more than twenty.
        in_full: of an op, tell also who calls it and what its kernels are labelled, which the JSON does not have.
    """
    names = _names_of(reader)
    found = _found(names, name, api or names.api, all)
    if not found:
        from tracer.queries.hints import hint_for

        return WhereAnswer(name, reader.name, (), hint_for(names, spelled(name), api or names.api))
    warnings: tuple[str, ...] = ()
    if _is_doubtful(found[0], name):
        from tracer.queries.hints import notes_on

        warnings = tuple(notes_on(names, spelled(name), [one.symbol for one in found]))
    return WhereAnswer(name, reader.name, _matches(names, found, api or names.api, in_full=in_full), None, warnings)


def matches_of(reader: Reader, name: str, api: str | None = None, all: bool = False) -> tuple[Match, ...]:
    """The matches of `where` alone: what else a name could mean can take reading every file."""
    names = _names_of(reader)
    return _matches(names, _found(names, name, api or names.api, all), api or names.api)


def _matches(names: Names, found: Sequence[Ranked], api: str, *, in_full: bool = False) -> tuple[Match, ...]:
    matches = (_match(names, one.candidate, one.symbol, api) for one in found)
    if not in_full:
        return tuple(matches)
    pairs = zip(matches, found, strict=True)
    return tuple(match._replace(**_on_ops(names.reader, one.symbol)) for match, one in pairs)


def _found(names: Names, name: str, api: str, all: bool) -> list[Ranked]:
    text = spelled(name)
    found = ranked(names, list(_candidates(names, text, api, all)), api)
    if not text.startswith(TWIN):
        found = [one for one in found if not (is_twin(one.symbol) and one.symbol.is_instance_attribute)]
    return found if all else [one for one in found if _is_listed(one, found[0])][:_LISTED]


def _is_doubtful(best: Ranked, name: str) -> bool:
    """Whether something else can be meant that is not here: the best match is public only by name, or not at all."""
    if best.candidate.tier == EXACT or name.lstrip().startswith(TWIN):
        return False
    symbol = best.symbol
    return symbol.dead or symbol.kind == "op" or is_twin(symbol) or best.standing >= Standing.ASIDE


def _is_listed(one: Ranked, best: Ranked) -> bool:
    """Whether something is listed below the best match."""
    if one is best:
        return True
    return not is_beside(one.symbol) and (not is_twin(one.symbol) or is_twin(best.symbol))


def match_at(reader: Reader, path: str) -> Match | None:
    """What a dotted module path leads to; whether it is a public name too, which takes a search, is not asked."""
    names = _names_of(reader)
    candidate = names.walk(path)
    symbol = (candidate.symbol or names.symbol(candidate.key)) if candidate is not None else None
    return _match(names, candidate, symbol, names.api) if candidate is not None and symbol is not None else None


def name_by_heir(reader: Reader, symbol: Symbol) -> str | None:
    """`keras.Model.fit` of what a private class defines: by the best public class that inherits it."""
    return bare.name_by_heir(_names_of(reader), symbol)


def _names_of(reader: Reader) -> Names:
    names = _names.get(reader)
    if names is None:
        names = _names[reader] = Names(reader)
    return names


def _candidates(names: Names, text: str, api: str, everything: bool) -> Iterator[Candidate]:
    if not text or text.count(".") > DEEPEST:
        return
    place = place_of(text)
    if place is not None:
        path, line = place
        here = list(names.at_line(path, line) if line is not None else names.in_file(path))
        yield from here
        if here or line is not None or "/" in path:
            return
    found = False
    for candidate in names.exact(text, api):
        found = True
        yield candidate
    if (found and not everything) or text.startswith(_ROOTS):
        return
    ending = list(names.ending(text, api))
    yield from ending
    if "." not in text:
        yield from bare.packages(names, text, api)
        yield from bare.inherited(names, text, ending)


# ------------------------------------------------------------------------------------------------------ one match


def _match(names: Names, candidate: Candidate, symbol: Symbol, api: str) -> Match:
    reader = names.reader
    file = reader.file(symbol.file) if symbol.file is not None else None
    source = reader.source_of(file) if file is not None else None
    signature = symbol.signature
    return Match(
        name=_name(names, symbol),
        kind=symbol.kind,
        module=symbol.module,
        qualname=symbol.qualname,
        source=source.name if source else None,
        revision=source.revision or source.sha if source else None,
        file=file.path if file else None,
        line=symbol.line if file else None,
        end_line=symbol.end_line if file else None,
        exports=_exports(names, symbol, api),
        signature=SignatureAnswer(*signature) if signature else None,
        bases=symbol.bases,
        mro=symbol.mro,
        origin=symbol.origin,
        chain=tuple(_chain(names, candidate, symbol, api)),
        ops=_ops(reader, symbol),
        counterpart=_counterpart(names, symbol),
        url=_url(names, file, symbol.line),
        warnings=tuple(dict.fromkeys((*_notes(names, symbol), *candidate.warnings, *symbol.warnings))),
        key=symbol.key,
        file_number=symbol.file,
        met=_met(names, candidate, symbol, api),
    )


def _met(names: Names, candidate: Candidate, symbol: Symbol, api: str) -> str | None:
    """The public name to head an answer with, where that is not the symbol's own: no public name is its own or its
    class's, or one of the same letters stands for something else in `api`."""
    if candidate.public is not None and candidate.public.symbol == symbol.key:
        name = api_name(candidate.public, api)
        return name if name != public_name(candidate.public, api) else None
    owner = owner_of(names, symbol)
    return candidate.met if symbol.canonical is None and (owner is None or owner.canonical is None) else None


def _name(names: Names, symbol: Symbol) -> str:
    if symbol.canonical:
        return symbol.canonical
    owner = names.symbol(symbol.owner) if symbol.owner else None
    if owner is not None and owner.kind == "class" and owner.canonical:
        return f"{owner.canonical}.{symbol.name}"
    return dotted(symbol.key)


def _exports(names: Names, symbol: Symbol, api: str) -> tuple[str, ...]:
    rows = sorted(names.exports_of(symbol.key), key=lambda export: preference(export, api))
    own = {row.name for row in rows if row.api == api}
    listed = (public_name(row, api) for row in rows if row.api == api or row.name not in own)
    return tuple(dict.fromkeys(listed))


def _chain(names: Names, candidate: Candidate, symbol: Symbol, api: str) -> Iterator[ChainStep]:
    steps = candidate.steps
    if not any(step.step == "export" for step in steps) and not any(step.step == "inherit" for step in steps):
        rows = sorted(names.exports_of(symbol.key), key=lambda export: preference(export, api))
        steps = (*steps, *(names.steps_to(rows[0])[-1:] if rows else ()))
    for step in steps:
        file = names.reader.file(step.file).path if step.file is not None else None
        yield ChainStep(step.step, file, step.line, step.text)
    if symbol.origin == "generated" and symbol.kind == "function":
        for row in sorted(names.bindings(symbol.module, symbol.name), key=lambda row: row.rank):
            if row.file is not None and row.step not in {"definition", *(step.step for step in steps)}:
                yield ChainStep(row.step, names.reader.file(row.file).path, row.line, row.text)


def _ops(reader: Any, symbol: Symbol) -> tuple[dict[str, Any], ...]:
    if symbol.kind not in {"op", "class", "function", "method", "property"} or not hasattr(reader, "kernels"):
        return ()
    from tracer.queries.ops import ops_of

    return ops_of(reader, symbol)


def _runs_unknown_ops(reader: Any, symbol: Symbol) -> bool:
    if reader.has_calls or not hasattr(reader, "kernels"):
        return False
    from tracer.queries.ops import are_unknown

    return are_unknown(reader, symbol)


def _on_ops(reader: Any, symbol: Symbol) -> dict[str, Any]:
    """What a match says of an op beyond the JSON."""
    if (symbol.kind != "op" and symbol.origin != "generated") or not hasattr(reader, "kernels"):
        return {}
    from tracer.queries.ops import kernel_labels, python_callers

    callers = tuple((dotted(key), file, line) for key, file, line in python_callers(reader, symbol))
    return {"op_callers": callers, "labels": kernel_labels(reader, symbol)}


def _counterpart(names: Names, symbol: Symbol) -> CounterpartAnswer | None:
    rows = twins_of(names.reader, symbol.key)
    if not rows:
        return None
    row = rows[0]
    file = names.reader.file(row.file) if row.file is not None else None
    source = names.reader.source_of(file).name if file is not None else None
    mirror = names.symbol(row.symbol)
    line = mirror.line if mirror is not None else row.line
    return CounterpartAnswer(row.name, dotted(row.symbol), source, file.path if file else None, line)


def _url(names: Names, file: File | None, line: int) -> str | None:
    if file is None:
        return None
    return permalink(names.reader.source_of(file), file.path, line)


def permalink(source: Source, path: str, line: int | None) -> str | None:
    """Address of a line pinned to the commit, for a source that has one."""
    if not source.url or not source.sha or source.kind == "distribution":
        return None
    return f"{source.url}/blob/{source.sha}/{path}" + (f"#L{line}" if line else "")


def _notes(names: Names, symbol: Symbol) -> Iterator[str]:
    if symbol.dead:
        loaded = names.info.get("tf_keras") or "another package"
        yield f"dead copy: tf.keras loads {loaded}, not tensorflow.python.keras"
    if symbol.is_instance_attribute:
        yield f"{(symbol.parent or '').partition(':')[2].partition('#')[0]} sets it on the instance"
    if symbol.origin == "generated" and symbol.kind == "function" and hasattr(names.reader, "ops_of_function"):
        for op in names.reader.ops_of_function(symbol.qualname, symbol.module):
            row = names.symbol(f"op:{op.name}")
            yield from row.warnings if row is not None and row.file != symbol.file else ()
    if _runs_unknown_ops(names.reader, symbol):
        yield "which ops it runs is known once calls are linked: `tracer callees` does that"
