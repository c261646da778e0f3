"""What a program hands out: loaded modules, what names stand for, the steps that lead there, and their keys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from tracer import facts as f
from tracer.link.namespaces import Binding, Namespace
from tracer.linked import StepKind


class Module(msgspec.Struct, frozen=True, gc=False):
    """A module whose facts are loaded. `keys` are aligned with `facts.definitions`; `stubs` are those of functions that
    `typing.overload` decorates, beside a definition."""

    name: str
    file: f.SourceFile
    facts: f.PythonFacts
    namespace: Namespace
    keys: tuple[str, ...]
    by_key: dict[str, int]
    stubs: frozenset[str] = frozenset()

    def has_qualname(self, qualname: str) -> bool:
        return f"{self.name}:{qualname}" in self.by_key


class Resolved(msgspec.Struct, frozen=True, gc=False):
    """One thing a name can stand for, and the next step a reader would take towards it.

    key
        what it finally stands for.
    step, next_module, next_name
        the kind of this step and the name it leads to; None when the name is defined right here.
    condition
        under which it is bound; None when always.
    is_instance
        `key` is a class and the name stands for an instance of it.
    """

    key: str
    binding: Binding | None = None
    step: StepKind = "alias"
    next_module: str | None = None
    next_name: str | None = None
    condition: str | None = None
    is_instance: bool = False


class Step(msgspec.Struct, frozen=True, gc=False):
    """A line on the way from a name to its definition."""

    kind: StepKind
    module: str
    name: str
    line: int


class Lookup(msgspec.Struct, frozen=True, gc=False):
    """What a dotted name stands for and the steps that lead there."""

    key: str
    steps: tuple[Step, ...]
    condition: str | None = None


def split_key(key: str) -> tuple[str, str]:
    """Module and qualified name of a key; `#2` and the like stay on the qualified name."""
    module, _, qualname = key.partition(":")
    return module, qualname


def number_keys(module: str, definitions: Iterable[f.Definition], stubs: frozenset[int] = frozenset()) -> Iterator[str]:
    """Keys of a module's definitions; the second of one qualified name gets `#2`, and so on. `stubs` are the positions
    of those that stand beside the one that they tell the signatures of: they are counted after that."""
    seen: dict[str, int] = {}
    numbers: dict[int, int] = {}
    listed = list(definitions)
    for position in sorted(range(len(listed)), key=stubs.__contains__) if stubs else range(len(listed)):
        qualname = listed[position].qualname
        numbers[position] = seen[qualname] = seen.get(qualname, 0) + 1
    for position, definition in enumerate(listed):
        count = numbers[position]
        suffix = f"#{count}" if count > 1 else ""
        yield f"{module}:{definition.qualname}{suffix}"
