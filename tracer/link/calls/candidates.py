"""Guesses, labelled `candidate` and made last: methods by name among nearby classes, and the other backends' twins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from tracer.link.calls.edges import CANDIDATE, INFERRED
from tracer.link.calls.values import Class, Code, Function

if TYPE_CHECKING:
    from tracer.link.calls.world import World

MOST = 16
"""Methods of one name that are proposed for one site: those in the nearest packages."""
MOST_CALLABLE = 40
"""More classes than this with `__call__` in a package, and nothing is proposed where an unknown value is called."""

BACKENDS = ("tensorflow", "jax", "torch", "numpy", "openvino")


class Candidates:
    """Methods and properties of the snapshot by name."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.methods: dict[str, list[Function]] = {}
        for function in world.functions:
            if isinstance(function.owner, Class) and function.owner is not None:
                self.methods.setdefault(function.name, []).append(function)
        self._nearest: dict[tuple[str, str], tuple[Function, ...]] = {}

    def add(self, code: Code) -> None:
        """Propose targets for what `code` leaves open."""
        sites = code.sites
        for site, (_, _, name) in sites.open.items():
            kind, wanted = ("call", name) if name else ("call", "__call__")
            for function in self.nearest(code.module.name, wanted):
                sites.add(function.key, kind, CANDIDATE, "method name", site)
        for site, name in sites.reads.items():
            for function in self.nearest(code.module.name, name):
                if _is_property(function):
                    sites.add(function.key, "property", CANDIDATE, "property name", site)

    def nearest(self, module: str, name: str) -> tuple[Function, ...]:
        """Methods called `name` in the package of `module`, those with the longest common package first."""
        key = (module, name)
        known = self._nearest.get(key)
        if known is None:
            known = self._nearest[key] = self._find(module.split("."), name)
        return known

    def _find(self, parts: list[str], name: str) -> tuple[Function, ...]:
        same = [function for function in self.methods.get(name, ()) if function.module.name.split(".")[0] == parts[0]]
        if name == "__call__" and len(same) > MOST_CALLABLE:
            return ()
        ranked = sorted(same, key=lambda function: (-_common(parts, function.module.name.split(".")), int(function)))
        return tuple(ranked[: MOST_CALLABLE if name == "__call__" else MOST])


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
        for (callee, kind), (confidence, rule, sites) in list(edges.items()):
            backend = self.of(callee)
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
