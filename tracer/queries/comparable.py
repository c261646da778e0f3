"""Which public names of one snapshot another can be asked for: it says nothing of what its sources do not hold.

A name that TensorFlow 2.1 has and an index of TensorFlow 2.21 alone has not need not be gone: `tf.keras` comes from a
distribution of its own there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from tracer.queries.diff import Entry, Uncompared
from tracer.queries.hints import packages_of_others
from tracer.queries.names import Names
from tracer.queries.ranking import TWIN
from tracer.store import Snapshot

_ROOTS = {"tf": "tensorflow"}
"""The distribution that public names of a root come from, where it is called otherwise."""


class Scope:
    """What a snapshot can tell of: public names below a root of its own, and what comes from a source that it has."""

    def __init__(self, snapshot: Snapshot, names: Iterable[str], api: str | None) -> None:
        self.sources = frozenset(source.name for source in snapshot.sources if source.name != TWIN)
        self._roots = {_root(name) for name in names}
        chosen = api or str(snapshot.info.info.get("api", "v2"))
        self._others = packages_of_others(Names(snapshot), chosen)

    def lacks(self, entry: Entry) -> str | None:
        """The source without which nothing can be said of a public name of another snapshot; None if it can."""
        for package, distribution in self._others.items():
            if f"{entry.name}.".startswith(f"{package}."):
                return distribution
        root = _root(entry.name)
        if entry.source in self.sources or root in self._roots:
            return None
        return entry.source or _ROOTS.get(root, root)


def comparable(
    entries: Mapping[str, Entry], other: Mapping[str, Entry], scope: Scope, side: str
) -> tuple[dict[str, Entry], list[Uncompared]]:
    """The names that `other`, whose scope is given, has too or could have; and the others, by the source it lacks."""
    kept: dict[str, Entry] = {}
    lacking: dict[str, list[str]] = defaultdict(list)
    for name, entry in entries.items():
        lacked = None if name in other else scope.lacks(entry)
        if lacked is None:
            kept[name] = entry
        elif entry.owner is None:
            lacking[lacked].append(name)
    return kept, [Uncompared(side, source, tuple(sorted(names))) for source, names in sorted(lacking.items())]


def _root(name: str) -> str:
    """`keras` of `tf.keras.X`, which is Keras's as well as `keras.X` is."""
    first, _, rest = name.partition(".")
    return "keras" if first == "tf" and rest.partition(".")[0] == "keras" else first
