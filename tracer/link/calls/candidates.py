"""Guesses, labelled `candidate` and made last: methods by name among nearby classes, the siblings of methods that one
site calls on several classes, what a computed name may read, and the other backends' twins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from tracer.link.calls import arity
from tracer.link.calls.edges import CANDIDATE, INFERRED
from tracer.link.calls.values import Class, Code, Function, Instance
from tracer.linked import OVERRIDE

if TYPE_CHECKING:
    from tracer.link.calls.edges import Site, Sites
    from tracer.link.calls.world import World

MOST = 40
"""Methods of one name that are proposed for one site: those in the nearest packages, and first those that override
nothing."""
MOST_SIBLINGS = 40
"""Methods of one name in one hierarchy, of which some are called at a site, that are proposed along with them."""
MOST_COMPUTED = 250
"""Properties that are proposed for one site that reads an attribute by a computed name."""
MOST_CALLABLE = 40
"""More classes than this with `__call__` in a package, and nothing is proposed where an unknown value is called."""

MANY, NEARLY_ALL = 8, 0.8
"""Of so many methods that a site may call and so large a part of them that are of one hierarchy, these are meant."""

_PASSED = frozenset({"parameter", "name"})
"""Rules of calls of what was passed: one of its class says nothing of the others."""

BACKENDS = ("tensorflow", "jax", "torch", "numpy", "openvino")
_BY_VALUE = frozenset({"property", "attribute", "operator", "iterate", "subscript", "with"})
"""Kinds of calls, and rules of written ones, whose target depends on what callers pass."""
_OF_OBJECT = frozenset({"type", "field"})
"""Rules of methods that are called on what an object is, or holds."""
_OF_VALUE = frozenset({"type", "field", "parameter", "assignment", "return value", "container"})


class Candidates:
    """Methods and properties of the snapshot by name."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.methods: dict[str, dict[str, Function]] = {}
        self.properties: dict[Class, list[Function]] = {}
        for function in world.functions:
            if function.owner is not None and function.key not in function.module.stubs:
                self.methods.setdefault(function.name, {})[function.key] = function
                if _is_property(function):
                    self.properties.setdefault(function.owner, []).append(function)
        self._nearest: dict[tuple[str, str], tuple[Function, ...]] = {}
        self._siblings: dict[tuple[Class, str], tuple[str, ...]] = {}
        self._computed: dict[Instance, tuple[str, ...]] = {}

    def add(self, code: Code) -> None:
        """Propose targets for what `code` leaves open."""
        sites = code.sites
        self._name_overrides(sites)
        self._add_siblings(sites)
        for site, subjects in sites.computed.items():
            for value in sorted(subjects):
                if isinstance(value, Instance):
                    for key in self.readable(value):
                        sites.add(key, "property", CANDIDATE, "computed name", site)
        for site, (_, _, name, shape) in sites.open.items():
            for function in self.nearest(code.module.name, name or "__call__"):
                if arity.binds(function, shape, bound=1):
                    sites.add(function.key, "call", CANDIDATE, "method name", site)
        for site, name in sites.reads.items():
            for function in self.nearest(code.module.name, name):
                if _is_property(function):
                    sites.add(function.key, "property", CANDIDATE, "property name", site)

    def _name_overrides(self, sites: Sites) -> None:
        """A guess that overrides a method which the same site is known to call is told as an override of that; of what
        an object has, also where that is a guess too, but most that may be called there override it."""
        known: dict[tuple[Site, str], list[Class]] = {}
        owners: dict[tuple[Site, str], list[Class]] = {}
        guesses: list[tuple[Function, bool]] = []
        for (callee, kind), (confidence, rule, places) in sites.edges.items():
            name = callee.rpartition(".")[2]
            function = self.methods.get(name, {}).get(callee) if kind == "call" else None
            if function is None or function.owner is None:
                continue
            if confidence == CANDIDATE and rule not in _PASSED:
                guesses.append((function, rule in _OF_OBJECT))
            for site in places:
                owners.setdefault((site, name), []).append(function.owner)
                if confidence != CANDIDATE:
                    known.setdefault((site, name), []).append(function.owner)
        bases = {place: _base_of_most(found) for place, found in owners.items() if place not in known}
        for function, is_of_object in guesses:
            assert function.owner is not None
            _, _, places = sites.edges[function.key, "call"]
            at = [(site, function.name) for site in places]
            above = [cls for place in at for cls in known.get(place, ())]
            if is_of_object:
                above += [base for place in at if (base := bases.get(place)) is not None]
            if any(cls is not function.owner and cls in function.owner.mro for cls in above):
                sites.edges[function.key, "call"] = (CANDIDATE, OVERRIDE, places)

    def _add_siblings(self, sites: Sites) -> None:
        """A site that calls a method on several classes knows some of those that there may be; so does one that calls
        several methods of one class, by a name that it makes up."""
        met: dict[tuple[Site, str], list[Function]] = {}
        names: dict[tuple[Site, Class | None], set[str]] = {}
        for (callee, kind), (confidence, _, places) in sites.edges.items():
            name = callee.rpartition(".")[2]
            function = self.methods.get(name, {}).get(callee) if kind == "call" and confidence else None
            if function is not None:
                for site in places:
                    met.setdefault((site, name), []).append(function)
                    names.setdefault((site, function.owner), set()).add(name)
        for (site, name), functions in met.items():
            owners = {function.owner: None for function in functions if function.owner is not None}
            for owner in owners if len(functions) > 1 else [one for one in owners if len(names[site, one]) > 1]:
                for key in self.siblings(owner, name):
                    sites.add(key, "call", CANDIDATE, "sibling", site)

    def siblings(self, cls: Class, name: str) -> tuple[str, ...]:
        """The methods called `name` in the hierarchy that `cls` has its own from; () where there are very many."""
        root = next((ancestor for ancestor in reversed(cls.mro) if name in ancestor.members), cls)
        known = self._siblings.get((root, name))
        if known is None:
            methods = self.methods.get(name, {}).values()
            found = [function.key for function in methods if function.owner and root in function.owner.mro]
            known = self._siblings[root, name] = tuple(found) if len(found) <= MOST_SIBLINGS else ()
        return known

    def readable(self, instance: Instance) -> tuple[str, ...]:
        """The properties that an attribute of `instance` may turn out to be: its own class's first."""
        known = self._computed.get(instance)
        if known is None:
            classes = (*instance.cls.mro, *(() if instance.exact else instance.cls.subclasses))
            found = (function.key for cls in classes for function in self.properties.get(cls, ()))
            known = self._computed[instance] = tuple(islice(found, MOST_COMPUTED))
        return known

    def nearest(self, module: str, name: str) -> tuple[Function, ...]:
        """Methods called `name` in the package of `module`, those with the longest common package first."""
        key = (module, name)
        known = self._nearest.get(key)
        if known is None:
            known = self._nearest[key] = self._find(module.split("."), name)
        return known

    def _find(self, parts: list[str], name: str) -> tuple[Function, ...]:
        methods = self.methods.get(name, {}).values()
        same = [function for function in methods if function.module.package == parts[0]]
        if name == "__call__" and len(same) > MOST_CALLABLE:
            return ()

        def distance(function: Function) -> tuple[int, bool, int]:
            return (-_common(parts, function.module.name.split(".")), _overrides(function), int(function))

        return tuple(sorted(same, key=distance)[:MOST])


def _base_of_most(owners: list[Class]) -> Class | None:
    """The one of some classes that nearly all of them are below."""
    if len(owners) < MANY:
        return None
    below = {cls: sum(cls in owner.mro for owner in owners) for cls in owners}
    base = max(owners, key=below.__getitem__)
    return base if below[base] >= NEARLY_ALL * len(owners) else None


def _overrides(function: Function) -> bool:
    return function.owner is not None and any(function.name in base.members for base in function.owner.mro[1:])


def _is_property(function: Function) -> bool:
    return "property" in function.decoration


def _common(left: list[str], right: list[str]) -> int:
    count = 0
    for one, other in zip(left, right, strict=False):
        if one != other:
            break
        count += 1
    return count


class Backends:
    """Which functions belong to one of several interchangeable backends, and their twins in the others.

    A backend is a package `<package>.backend.<name>`; edges into the chosen one are inferred (another may be
    configured), edges into the others candidates.
    """

    def __init__(self, keys: Iterable[str], chosen: str) -> None:
        self.keys = {key for key in keys if ".backend." in key}
        self.chosen = chosen

    def of(self, key: str) -> str | None:
        """The backend that a function or module belongs to."""
        _, found, rest = key.partition(".backend.")
        name = rest.split(".", 1)[0].split(":", 1)[0] if found else ""
        return name if name in BACKENDS else None

    def adjust(self, code: Code) -> None:
        """Label edges into backends, and add the candidates that another choice would give."""
        own = self.of(code.key)
        edges = code.sites.edges
        is_idle = own is not None and own != self.chosen
        for (callee, kind), (confidence, rule, sites) in list(edges.items()):
            backend = self.of(callee)
            if is_idle and confidence == INFERRED and (kind in _BY_VALUE or rule in _OF_VALUE):
                # What it is passed comes from callers that run the chosen one: another's tensors never reach it.
                package = callee.partition(":")[0].partition(".")[0]
                if package in BACKENDS and package != own:
                    edges[callee, kind] = (CANDIDATE, "other backend", sites)
            if backend is None or backend == own:
                continue
            if backend != self.chosen:
                edges[callee, kind] = (CANDIDATE, "other backend", sites)
                continue
            edges[callee, kind] = (max(confidence, INFERRED), rule, sites)
            for twin in self.twins(callee, backend):
                edges.setdefault((twin, kind), (CANDIDATE, "other backend", sites))

    def twins(self, key: str, backend: str) -> Iterator[str]:
        for other in BACKENDS:
            twin = key.replace(f".backend.{backend}", f".backend.{other}", 1)
            if other != backend and twin in self.keys:
                yield twin
