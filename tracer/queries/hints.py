"""For a name that nothing matches: similar names, and where it went."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tracer.queries.answers import Hint
from tracer.queries.names import Names, dotted, normalized, preference, public_name

_LINE = re.compile(r"(?:\./)?(?P<path>[^\s:]+\.[A-Za-z]+):\d+$")
_SUGGESTIONS = 5
_LONGEST = 200
_DEEPEST = 50
_SIMILAR = 72.0
"""Least similarity (rapidfuzz's ratio, 0 to 100) of a name that is worth suggesting."""


def hint_for(names: Names, text: str, api: str) -> Hint:
    """What to say instead of an answer."""
    return names.once("hint", lambda _: _hint(names, text, api), f"{text}\0{api}")


def _hint(names: Names, text: str, api: str) -> Hint:
    place = _LINE.match(text)
    if place is not None:
        return Hint(tuple(file.path for file in names.reader.files_ending(place["path"])[:_SUGGESTIONS]), None)
    similar = tuple(_similar(names, text[-_LONGEST:]))
    same = any(name.lower() == text.lower() for name in similar)
    return Hint(similar, None if same or text.count(".") > _DEEPEST else hint_for_moved(names, text, api))


def _similar(names: Names, text: str) -> list[str]:
    from rapidfuzz import fuzz, process

    known = names.once("known", lambda: _known(names))
    last = text.rpartition(".")[2]
    close = process.extract(last, list(known), scorer=fuzz.ratio, limit=30, score_cutoff=_SIMILAR)
    folded = [name for name in (last.lower(), last.title(), last.capitalize()) if name in known]
    shown = {known[name] for name in (*folded, *(name for name, *_ in close))}
    return sorted(shown, key=lambda name: (-fuzz.ratio(text, name), len(name), name))[:_SUGGESTIONS]


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


def hint_for_moved(names: Names, text: str, api: str) -> str | None:
    """Where a public name went: to the other API, to `tf.keras`, or to the one other place that has its last part."""
    short, own = normalized(text, api)
    for other, version in _respelt(short, own):
        found = names.public(other, version)
        if found is not None:
            return public_name_of(other, version, api)
    last = short.rpartition(".")[2]
    rows = [row for row in names.reader.exports_ending(last) if row.symbol]
    if "." not in short or len({row.symbol for row in rows}) != 1:
        return None
    return public_name(min(rows, key=lambda row: preference(row, api)), api)


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
