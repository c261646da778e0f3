"""Stubs: functions that `typing.overload` decorates, which tell signatures of the definition that they stand beside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from tracer import facts as f
from tracer.facts.expressions import dotted
from tracer.link import namespaces
from tracer.link.conditions import Settings
from tracer.link.namespaces import Binding

_TYPING = ("typing", "typing_extensions")
_OVERLOAD = "overload"


def stubs(definitions: Sequence[f.Definition], names: Mapping[str, tuple[Binding, ...]]) -> frozenset[int]:
    """The positions of the stubs among a module's definitions, `names` being what its body binds: of those that no
    definition follows, as in a `.pyi`, none is meant."""
    repeated = {name for name, count in Counter(one.qualname for one in definitions).items() if count > 1}
    decorated = [n for n, one in enumerate(definitions) if one.decorators and one.qualname in repeated]
    if not decorated:
        return frozenset()
    spelled = frozenset(_spelled(names))
    found = {n for n in decorated if not spelled.isdisjoint(map(dotted, definitions[n].decorators))}
    written = {one.qualname for n, one in enumerate(definitions) if n not in found} if found else ()
    return frozenset(n for n in found if definitions[n].qualname in written)


def stubs_of_facts(facts: f.PythonFacts) -> frozenset[int]:
    """The same of a file that no program has."""
    built = namespaces.build(facts.body, facts.definitions, Settings(), lambda module, _: module)
    return stubs(facts.definitions, built.names)


def _spelled(names: Mapping[str, tuple[Binding, ...]]) -> Iterator[str]:
    """How a module writes `typing.overload`."""
    for name, bindings in names.items():
        for binding in bindings:
            if binding.module in _TYPING:
                if binding.form == "module":
                    yield f"{name}.{_OVERLOAD}"
                elif binding.attribute == _OVERLOAD:
                    yield name
