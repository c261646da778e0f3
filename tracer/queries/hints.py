"""For a name that nothing matches: similar names, and where it went."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from tracer.linked import EXTERNAL, Symbol, dotted, preference, public_name
from tracer.queries.answers import Hint
from tracer.queries.names import Names, normalized
from tracer.queries.ranking import is_twin
from tracer.queries.spelling import DEEPEST, place_of
from tracer.queries.walking import Candidate
from tracer.store.rows import File

_SUGGESTIONS = 5
_LONGEST = 200
_ROOTS = {"tf": "tensorflow", "keras": "keras"}
"""What public names begin with, and the distribution that has them."""
_NEAR = 60.0
"""Least similarity of a member that is named beside a class that lacks what was asked for."""
_BARE = ("builtins.", "abc.", "typing.", "typing_extensions.", "enum.")
"""Where bases come from that have no members anybody asks for."""
_SIMILAR = 72.0
"""Least similarity (rapidfuzz's ratio, 0 to 100) of a name that is worth suggesting."""


def hint_for(names: Names, text: str, api: str) -> Hint:
    """What to say instead of an answer."""
    return names.once("hint", lambda _: _hint(names, text, api), f"{text}\0{api}")


def _hint(names: Names, text: str, api: str) -> Hint:
    if not text:
        return Hint((), None, "the name is empty: give one, such as Sequential, tf.nn.relu or path/to/file.py:LINE")
    path, line = place_of(text) or ("", None)
    if path and (line is not None or "/" in path):
        return _hint_for_file(names, path, line)
    if "/" in text:
        return _hint_for_folder(names, text, api)
    elsewhere = _elsewhere(names, text, api)
    elsewhere = elsewhere or _outside(names, text, api)
    if elsewhere is not None:
        return Hint((), None, elsewhere)
    deep = text.count(".") > DEEPEST
    owner, similar = (None, []) if deep else _members(names, text, api)
    if owner is None and not deep:
        similar = _of_similar(names, text, api)
    if not similar and not (owner and owner.is_class):
        similar = _similar(names, text[-_LONGEST:])
    same = any(name.lower() == text.lower() for name in similar)
    moved = None if same or deep else _moved(names, text, api, is_member=owner is not None and owner.is_class)
    if moved not in similar and any(name.rpartition(".")[2] == text.rpartition(".")[2] for name in similar):
        moved = None  # a part before the last one was misspelt
    return Hint(tuple(similar), moved, owner.lacks if owner and not same and moved is None else None)


def _hint_for_file(names: Names, path: str, line: int | None) -> Hint:
    files = names.reader.files_ending(path)[:_SUGGESTIONS]
    if files:
        return Hint(tuple(file.path for file in files), None, _length(names, files) if line is not None else None)
    last = path.rpartition("/")[2]
    same = tuple(file.path for file in names.reader.files_ending(last)[:_SUGGESTIONS]) if last != path else ()
    note = f"no file that is indexed has a path that is or ends in {path}; `tracer status` says what was left out"
    return Hint(same, None, note)


def _hint_for_folder(names: Names, text: str, api: str) -> Hint:
    """For what reads like the path of a folder: the package that it is."""
    module = ".".join(part for part in text.split("/") if part)
    found = any(candidate.key.endswith(":") for candidate in names.exact(module, api))
    return Hint(
        (module,) if found else (), None, "a folder is no symbol: give a file of it, or the module's dotted name"
    )


def _length(names: Names, files: Sequence[File]) -> str | None:
    """How many lines the file has, for a line that none of it is."""
    for file in files[:1]:
        for symbol in names.reader.symbols_in(file.id):
            if symbol.kind == "module":
                return f"{file.path} has {symbol.end_line} lines"
    return None


def _elsewhere(names: Names, text: str, api: str) -> str | None:
    """The package that a public name comes from, where another distribution provides it and is not in the snapshot."""
    short, api = normalized(text, api)
    packages = _provided(names, api)
    packages |= {root: distribution for root, distribution in _ROOTS.items() if _is_absent(names, root, short)}
    for package, module in packages.items():
        if f"{short}.".startswith(f"{package}."):
            note = _comes_from(names, package, module)
            if note is not None:
                return note
    return None


def _provided(names: Names, api: str) -> dict[str, str]:
    """The public packages that a release takes from other distributions, each with the module that provides it."""
    packages: dict[str, str] = dict(names.info.get("outside", {}).get(api, {}))
    keras = names.info.get("tf_keras")
    if keras:
        aliases = {a: keras for a, p in names.info.get("aliases", {}).get(api, {}).items() if p.startswith("tf.keras")}
        packages |= {**aliases, "tf.keras": keras, "keras": keras}
    return packages


def packages_of_others(names: Names, api: str) -> dict[str, str]:
    """The public packages that come from distributions which are not in the snapshot, by the distribution."""
    tops = {package: module.partition(".")[0] for package, module in _provided(names, api).items()}
    return {package: top for package, top in tops.items() if names.symbol(f"{top}:") is None}


def _outside(names: Names, text: str, api: str) -> str | None:
    """What a public name stands for that is defined outside of the snapshot, and where it is exported."""
    found = next(iter(names.exact(text, api)), None)
    if found is None or found.public is None or not found.key.startswith(EXTERNAL):
        return None
    told = f"{text} is {found.key.removeprefix(EXTERNAL)}, which is not in this snapshot"
    file = found.public.file
    return told if file is None else f"{told}; {names.reader.file(file).path}:{found.public.line} exports it"


def _comes_from(names: Names, package: str, module: str) -> str | None:
    """What to do for the public names of a package that `module` provides; None where that is in the snapshot."""
    distribution = module.partition(".")[0]
    if names.symbol(f"{distribution}:") is not None:
        return None
    own = " ".join(_sources(names))
    return f"{package} comes from package {distribution}: index both (`tracer index {own} {distribution}`)"


def notes_on(names: Names, text: str, found: Sequence[Symbol]) -> Iterator[str]:
    """What else a name can mean that is not in the snapshot, where none of the symbols found is the one that most
    people mean: that of a Keras of its own, which a dead copy or a counterpart speaks of."""
    if not any(symbol.dead or is_twin(symbol) for symbol in found):
        return
    keras = names.info.get("tf_keras")
    elsewhere = _comes_from(names, "tf.keras", keras) if keras else None
    if elsewhere is not None:
        yield f"{text} of Keras is not in this snapshot: {elsewhere}"
    elif all(map(is_twin, found)):
        yield f"only reference_impl has a {text} here: `tracer search {text}` finds what TensorFlow and Keras have"


def _is_absent(names: Names, root: str, short: str) -> bool:
    """Whether nothing in the snapshot has names below the package `root`, or below the part of it that `short` is in:
    Keras has some of `tf.keras`, Estimator has those of `tf.estimator`."""
    if any(names.symbol(f"{module}:") for module in (_ROOTS[root], f"{_ROOTS[root]}.python")):
        return False
    return not names.reader.exports_below(root if root == "keras" else ".".join(short.split(".")[:2]))


def _sources(names: Names) -> Iterator[str]:
    """The sources of the snapshot as one would name them to index them."""
    from shlex import quote

    from tracer.index.rows import specification

    for source in names.reader.sources:
        if source.name != "reference_impl":
            yield quote(specification(source).removeprefix("installed:"))


class _Owner(NamedTuple):
    """The longest part of a dotted name that stands for something, and what is said of it."""

    is_class: bool
    lacks: str


def _members(names: Names, text: str, api: str) -> tuple[_Owner | None, list[str]]:
    """The longest part of a dotted name that stands for something, and its members that are like what comes after it;
    of a class those that come nearest."""
    from rapidfuzz import fuzz, process

    parts = text.split(".")
    for length in range(len(parts) - 1, 0, -1):
        prefix, owner, below = _longest(names, ".".join(parts[:length]), api)
        if owner is None and not below:
            continue
        listed = below | (dict.fromkeys(_attributes(names, owner.key)) if owner is not None else {})
        wanted = parts[length][:_LONGEST]
        known = [name for name in listed if wanted.startswith("_") or not name.startswith("_")]
        symbol = names.symbol(owner.key) if owner is not None else None
        is_class = symbol is not None and symbol.kind == "class"
        least = _NEAR if is_class else _SIMILAR
        close = process.extract(wanted, known, scorer=fuzz.ratio, processor=str.lower, limit=30, score_cutoff=least)
        sure = [match for match in close if match[1] >= _SIMILAR] or close
        live = [name for name, *_ in sure if listed[name] is None or not names._is_dead(listed[name])]
        lacks = f"{prefix} has no {wanted}{_unless_inherited(names, symbol) if is_class and symbol else ''}"
        meant = [f"{prefix}.{name}" for name in live[:_SUGGESTIONS]]
        rest = "".join(f".{part}" for part in parts[length + 1 :])
        return _Owner(is_class, lacks), (_below(names, meant, rest, api) if rest else []) or meant
    return None, []


def _of_similar(names: Names, text: str, api: str) -> list[str]:
    """Members of what is called like all but the last part of a dotted name."""
    owner, _, last = text[-_LONGEST:].rpartition(".")
    if not owner:
        return []
    return _below(names, _similar(names, owner), f".{last}", api)


def _below(names: Names, owners: Sequence[str], rest: str, api: str) -> list[str]:
    """What some names with `rest` after them stand for, else what is like that below the first that has such."""
    whole = [f"{owner}{rest}" for owner in owners]
    found = [name for name in whole if _is_one(names, name, api)]
    return found or next((like for name in whole if (like := _members(names, name, api)[1])), [])


def _is_one(names: Names, name: str, api: str) -> bool:
    """Whether there is something of exactly that name."""
    return any(names.symbol(candidate.key) is not None for candidate in names.exact(name, api))


def _unless_inherited(names: Names, symbol: Symbol) -> str:
    """Which bases of a class are outside the snapshot, so that what they define is not known."""
    outside = [name for name in symbol.mro[1:] if not name.startswith(_BARE) and names.class_key(name) is None]
    return f", unless it comes from {', '.join(outside[:2])}: not in this snapshot" if outside else ""


def _longest(names: Names, prefix: str, api: str) -> tuple[str, Candidate | None, dict[str, str | None]]:
    """What `prefix` stands for, and what is exported below it; if nothing is, of the name that differs by its case."""
    owner = next(chain(names.exact(prefix, api), _any_class(names, prefix, api)), None)
    below = names.once("exported below", lambda *_: _exported_below(names, prefix, api), prefix, api)
    if owner is not None or below:
        return prefix, owner, below
    folded = names.once("folded", lambda: _folded(names)).get(prefix.rpartition(".")[2].lower())
    if folded is None or not f".{folded}".lower().endswith(f".{prefix}".lower()):
        return prefix, None, {}
    return folded, next(names.exact(folded, api), None), {}


def _any_class(names: Names, name: str, api: str) -> Iterator[Candidate]:
    """Classes that are called so anywhere, unless `name` is written from its root."""
    if not name.startswith(("tf", "tensorflow", "keras")):
        yield from names._owners(name, api)


def _exported_below(names: Names, prefix: str, api: str) -> dict[str, str | None]:
    """The names right below a public package, with the symbol of each; None for a package."""
    short, api = normalized(prefix, api)
    found: dict[str, str | None] = {}
    for row in names.reader.exports_below(short):
        if row.api == api:
            first, _, rest = row.name.removeprefix(f"{short}.").partition(".")
            found[first] = None if rest else row.symbol
    return found


def _attributes(names: Names, key: str) -> Iterator[str]:
    """The attributes of a class, of those it inherits from, or of a module."""
    symbol = names.symbol(key)
    if symbol is None:
        return
    bases = [base for name in symbol.mro[1:] if (base := names.class_key(name)) is not None]
    for each in (key, *bases):
        owner = names.symbol(each)
        if owner is not None and owner.file is not None:
            yield from (s.name for s in names.reader.symbols_in(owner.file) if s.owner == each)


def _similar(names: Names, text: str) -> list[str]:
    from rapidfuzz import fuzz, process

    known = names.once("known", lambda: _known(names))
    last = text.rpartition(".")[2]
    close = process.extract(last, list(known), scorer=fuzz.ratio, limit=30, score_cutoff=_SIMILAR)
    folded = [name for name in (last.lower(), last.title(), last.capitalize()) if name in known]
    shown = {known[name] for name in (*folded, *(name for name, *_ in close))}
    return sorted(shown, key=lambda name: (-fuzz.ratio(text, name), len(name), name))[:_SUGGESTIONS]


def _folded(names: Names) -> dict[str, str]:
    """Last parts of all names in lower case -> the best full name: that with the fewest parts, as public ones have."""
    known = names.once("known", lambda: _known(names)).values()
    best = sorted(known, key=lambda full: (full.count("."), full), reverse=True)
    return {full.rpartition(".")[2].lower(): full for full in best}


def _known(names: Names) -> dict[str, str]:
    """Last parts of all names -> the best full name: public before private, live before dead, short before long."""
    best: dict[str, tuple[tuple[bool, bool, bool, int, str], str]] = {}
    for key, name, kind, canonical, dead, test in names.reader.symbol_names():
        if (kind in ("constant", "attribute") and canonical is None) or key.startswith("reference_impl"):
            continue
        full = canonical or dotted(key)
        rank = (dead, test, canonical is None, len(full), full)
        if name not in best or rank < best[name][0]:
            best[name] = (rank, full)
    return {name: full for name, (_, full) in best.items()}


def _moved(names: Names, text: str, api: str, *, is_member: bool) -> str | None:
    """Where a public name went: to the other API, to `tf.keras`, or to the one other place of its package that has its
    last part; what is no longer in a class went nowhere outside of it."""
    short, own = normalized(text, api)
    for other, version in _respelt(short, own):
        found = names.public(other, version)
        if found is not None:
            return public_name_of(other, version, api)
    last = short.rpartition(".")[2]
    rows = [row for row in names.reader.exports_ending(last) if row.symbol]
    if is_member or "." not in short or len({row.symbol for row in rows}) != 1:
        return None
    export = min(rows, key=lambda row: preference(row, api))
    return public_name(export, api) if _package(export.name) == _package(short) else None


def _package(name: str) -> str:
    return name.removeprefix("tf.").partition(".")[0] if name.startswith("tf.keras.") else name.partition(".")[0]


def _respelt(short: str, api: str) -> Iterator[tuple[str, str]]:
    other = "v1" if api == "v2" else "v2"
    yield short, other
    if short.startswith("keras."):
        yield f"tf.{short}", api
        yield f"tf.{short}", other


def public_name_of(name: str, version: str, api: str) -> str:
    if version == api or not name.startswith("tf."):
        return name
    return f"tf.compat.{version}.{name.removeprefix('tf.')}"
