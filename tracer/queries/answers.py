"""What `where` answers: frozen values that have the shape of its JSON."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from tracer.linked import WRAPPED

KernelPlace = tuple[str | None, str, int]
NO_LABELS: Mapping[KernelPlace, tuple[str, ...]] = MappingProxyType({})

GONE = "the file changed since it was indexed and no longer defines this: run `tracer index` again"
DELETED = "the file was deleted since it was indexed: run `tracer index` again"


class ChainStep(NamedTuple):
    """A line on the way to the definition. `step` is export, alias, import, lazy, inherit, generated or op."""

    step: str
    file: str | None
    line: int
    text: str


class SignatureAnswer(NamedTuple):
    args: tuple[str, ...]
    varargs: str | None
    varkw: str | None
    kwonly: tuple[str, ...]
    defaults: dict[str, str]


class CounterpartAnswer(NamedTuple):
    """What mirrors the symbol in reference_impl: its dotted name and place there."""

    name: str
    symbol: str
    source: str | None
    file: str | None
    line: int


class Match(NamedTuple):
    """One definition that a name stands for.

    For the other views, and no part of the JSON, are: `key`, the store's; `op_callers`, the Python callers of an op's
    wrapper as (name, file, line); `labels` of its kernels, by device, file and line; `met`, the public name that leads
    to what has none itself (`keras.Model.fit` to the `fit` of a private base).
    """

    name: str
    kind: str
    module: str
    qualname: str
    source: str | None
    revision: str | None
    file: str | None
    line: int | None
    end_line: int | None
    exports: tuple[str, ...]
    signature: SignatureAnswer | None
    bases: tuple[str, ...]
    mro: tuple[str, ...]
    origin: str
    chain: tuple[ChainStep, ...]
    ops: tuple[dict[str, Any], ...]
    counterpart: CounterpartAnswer | None
    url: str | None
    warnings: tuple[str, ...]
    key: str
    file_number: int | None = None
    op_callers: tuple[tuple[str, str, int], ...] = ()
    labels: Mapping[KernelPlace, tuple[str, ...]] = NO_LABELS
    met: str | None = None

    @property
    def written(self) -> str | None:
        """The arguments that are written in the source, where a decorator takes any."""
        wrapped = next((warning for warning in self.warnings if warning.startswith(WRAPPED)), "")
        return "".join(wrapped.removeprefix(WRAPPED).partition("(")[1:]) or None

    @property
    def title(self) -> str:
        """The name to head an answer with."""
        return self.met or self.name

    @property
    def full_name(self) -> str:
        """Module and qualified name; one of them alone for a module and for an op, which lies in no module."""
        return ".".join(filter(None, (self.module, self.qualname)))

    def as_json(self) -> dict[str, Any]:
        record = self._asdict()
        del record["key"], record["file_number"], record["op_callers"], record["labels"], record["met"]
        record["chain"] = [step._asdict() for step in self.chain]
        record["signature"] = None if self.signature is None else self.signature._asdict()
        record["counterpart"] = None if self.counterpart is None else self.counterpart._asdict()
        return record


class Hint(NamedTuple):
    """For a name without a match: similar names, and where it went, if known; `note` says why there is none."""

    did_you_mean: tuple[str, ...] = ()
    moved_to: str | None = None
    note: str | None = None


class WhereAnswer(NamedTuple):
    """The matches of one query, best first; `hint` only where there is none. `warnings` say what else may be meant that
    is not in this snapshot; in the JSON they stand with the first match."""

    query: str
    snapshot: str
    matches: tuple[Match, ...] = ()
    hint: Hint | None = None
    warnings: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The object that `where --json` prints."""
        record: dict[str, Any] = {
            "query": self.query,
            "snapshot": self.snapshot,
            "matches": [match.as_json() for match in self.matches],
        }
        for first in record["matches"][:1]:
            first["warnings"] = (*first["warnings"], *self.warnings)
        if not self.matches:
            hint = self.hint or Hint()
            record["hint"] = {"did_you_mean": list(hint.did_you_mean), "moved_to": hint.moved_to}
        return record
