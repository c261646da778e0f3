"""`tracer diff`: what changed in the public API between two snapshots, and whether it breaks callers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from tracer.linked import Signature
from tracer.queries.compatibility import compare_signatures

ChangeKind = Literal["removed", "kind changed", "re-signed", "rebased", "moved", "deprecated", "added"]
ORDER: tuple[ChangeKind, ...] = ("removed", "kind changed", "re-signed", "rebased", "moved", "deprecated", "added")


@dataclass(frozen=True, slots=True)
class Entry:
    """One public name: an exported symbol, or a member of an exported class (then `owner` is that class's name).

    `place` is `module.qualname` of the definition, which is how a member inherited from the same base is told.
    """

    name: str
    kind: str
    place: str
    file: str | None
    line: int
    signature: Signature | None = None
    bases: tuple[str, ...] = ()
    deprecated: bool = False
    owner: str | None = None
    url: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `also` are further public names that changed in the same way, such as those of subclasses."""

    kind: ChangeKind
    name: str
    text: str
    breaking: bool
    before: Entry | None
    after: Entry | None
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Uncompared:
    """Public names of the snapshot "before" or "after" of which the other says nothing: it lacks their source."""

    side: str
    lacks: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """All changes between two snapshots, in the order of their weight and name. `only_before` and `only_after` are
    sources that the other has not; names that could not be compared for that are no changes. `has_names` unless neither
    snapshot has public names at all."""

    before: str
    after: str
    changes: tuple[Change, ...]
    only_before: tuple[str, ...] = ()
    only_after: tuple[str, ...] = ()
    uncompared: tuple[Uncompared, ...] = ()
    has_names: bool = True

    @property
    def breaking(self) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.breaking)


def compare(before: Mapping[str, Entry], after: Mapping[str, Entry]) -> Iterator[Change]:
    """The changes of each public name by itself. Members of a class that came or went are not listed one by one."""
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name), after.get(name)
        if new is None and old is not None:
            if old.owner is None or (old.owner in after and not _is_of_every_class(old)):
                yield Change("removed", name, _removal(old, after), True, old, None)
        elif old is None and new is not None:
            if new.owner is None or new.owner in before:
                yield Change("added", name, new.kind, False, None, new)
        elif old is not None and new is not None:
            yield from _changed(old, new)


def _is_of_every_class(member: Entry) -> bool:
    """Whether golden files list a member only since every class inherits one from `object`."""
    return member.file is None and _last(member.name) == "__init__"


def _removal(old: Entry, after: Mapping[str, Entry]) -> str:
    """Where the same definition, or another of the same last name, is public now."""
    kin = [
        entry for entry in after.values() if entry.owner is old.owner is None and _last(entry.name) == _last(old.name)
    ]
    within = f"tf.{old.name}"  # what Keras keeps for those who come by TensorFlow
    same = sorted((entry.place != old.place, entry.name != within, len(entry.name), entry.name) for entry in kin)
    deprecated = "; it was deprecated" if old.deprecated else ""
    return f"see {same[0][-1]}{deprecated}" if same else f"{old.kind} removed{deprecated}"


def _changed(old: Entry, new: Entry) -> Iterator[Change]:
    if old.kind != new.kind:
        yield Change("kind changed", old.name, f"{old.kind} -> {new.kind}", _kind_breaks(old.kind, new.kind), old, new)
    differences = compare_signatures(old.signature, new.signature)
    if differences:
        text = "; ".join(difference.text for difference in differences)
        yield Change("re-signed", old.name, text, differences[0].breaking, old, new)
    lost = _lost_bases(old, new)
    if lost:
        yield Change(
            "rebased", old.name, f"no longer a {', '.join(b.rpartition('.')[2] for b in lost)}", True, old, new
        )
    if old.place != new.place and old.owner is None:
        yield Change("moved", old.name, f"{old.place} -> {new.place}", False, old, new)
    if new.deprecated and not old.deprecated:
        yield Change("deprecated", old.name, "deprecated", False, old, new)


def _lost_bases(old: Entry, new: Entry) -> list[str]:
    """The bases of a class that it has no longer. One that has the class's own name, such as what `namedtuple` makes
    for it, goes where the class is renamed, and is no type that anybody asks for; members have no bases."""
    if old.kind != "class":
        return []
    kept = {_last(base) for base in new.bases} | {_last(old.name), _last(old.place)}
    return [base for base in old.bases if _last(base) not in kept]


def _last(name: str) -> str:
    return name.rpartition(".")[2]


def _kind_breaks(old: str, new: str) -> bool:
    """A function that became a class is called alike; a method that became a property is not."""
    return (old, new) not in {("function", "class"), ("attribute", "property"), ("property", "attribute")}


def folded(changes: Iterable[Change]) -> list[Change]:
    """Changes of one definition under several public names as one change: its other names in `also`."""
    groups: dict[tuple[object, ...], list[Change]] = defaultdict(list)
    for change in changes:
        entry = change.after or change.before
        assert entry is not None
        member = _last(change.name) if entry.owner else ""
        old_place = change.before.place if change.before else ""
        groups[change.kind, change.text if old_place else "", entry.place, old_place, member].append(change)
    merged = []
    for group in groups.values():
        first, *others = sorted(group, key=_rank)
        merged.append(replace(first, also=tuple(change.name for change in others)))
    return sorted(merged, key=lambda change: (not change.breaking, ORDER.index(change.kind), change.name))


def _rank(change: Change) -> tuple[bool, int, str]:
    """Of the public names of one change the best one first: that of the class which defines the member."""
    entry = change.after or change.before
    assert entry is not None
    inherited = entry.owner is not None and _last(entry.owner) != _last(entry.place.rpartition(".")[0])
    return (inherited, len(change.name), change.name)
