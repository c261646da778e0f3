"""The calls of choice out of many symbols at once, or into them: what trees and neighbourhoods are made of."""

from __future__ import annotations

from collections.abc import Iterable
from struct import Struct
from typing import NamedTuple

from tracer.linked import CONFIDENCES, CallEdge, Confidence
from tracer.queries.calls import OUTSIDE, Calls, in_test_code, is_own_name, merged
from tracer.store.decode import pack_sites, unpack_sites
from tracer.store.links import Link

_first_site = Struct("<II").unpack_from
"""The smallest of an edge's sites: they are packed in order."""
_NOWHERE = (0, 0)
_ONE_OF_SEVERAL = frozenset({"inferred", "candidate"})
_MANY, _FEW = 8, 3
"""Of more methods of one name than that, which a call may lead to, so few are listed where not all are asked for."""


class Below(NamedTuple):
    """The edges of one symbol, and how many more there are."""

    edges: tuple[CallEdge, ...]
    folded: int = 0


_Chosen = tuple[int | tuple[int, int], str, int, Link]
"""What an edge is ordered by, its far end (together they differ for all edges of one symbol), the rank of its
confidence, and the edge."""


def _few(chosen: list[_Chosen]) -> list[_Chosen]:
    """Callees, of many methods of one name that the same calls may all lead to only the first few."""
    alike: dict[tuple[bytes, str], int] = {}
    for _, far, rank, link in chosen:
        if CONFIDENCES[rank] in _ONE_OF_SEVERAL:
            group = (link[3], far.rpartition(".")[2])
            alike[group] = alike.get(group, 0) + 1
    many = {group: 0 for group, count in alike.items() if count > _MANY}
    if not many:
        return chosen
    few = []
    for one in chosen:
        group = (one[3][3], one[1].rpartition(".")[2])
        if group in many and CONFIDENCES[one[2]] in _ONE_OF_SEVERAL:
            many[group] += 1
            if many[group] > _FEW:
                continue
        few.append(one)
    return few


class Levels:
    """Reads a level of a tree in a few statements; what the choice leaves out is counted in `calls`."""

    def __init__(self, calls: Calls, *, inward: bool) -> None:
        self._calls, self._links, self._inward = calls, calls.links, inward
        self._labels: dict[int, tuple[Confidence, str, str]] = {}
        self._ranks: dict[int, int] = {}
        self._least = CONFIDENCES.index(calls.choice.minimum)
        self._refused: set[int] = set()
        self._tests: set[int] = set()
        self._known: set[int] = set()

    def below(self, keys: Iterable[str], limit: int | None = None) -> dict[str, Below]:
        """The edges below each symbol (a class stands for what making and calling one runs), each far end once, as it
        is known best: callees in the order they are called, callers by confidence and name; at most `limit` of them."""
        roots = self._calls.all_roots(keys, inward=self._inward)
        links = self._read({root for of_key in roots.values() for root in of_key})
        return {key: self._best([links[root] for root in of_key if root in links], limit)
                for key, of_key in roots.items()}  # fmt: skip

    def edges(self, keys: Iterable[str]) -> dict[str, tuple[CallEdge, ...]]:
        """The edges out of (into) each symbol alone that has any."""
        return {key: self._best([links], None).edges for key, links in self._read(keys).items()}

    def _best(self, links: list[list[Link]], limit: int | None) -> Below:
        chosen = self._chosen(links[0]) if links else []
        if len(links) > 1:
            chosen += [one for of_root in links[1:] for one in self._chosen(of_root)]
            best: dict[str, _Chosen] = {}
            for one in chosen:
                known = best.get(one[1])
                if known is None or one[2] < known[2]:
                    best[one[1]] = one
            chosen = sorted(best.values()) if self._inward else list(best.values())
        shown = chosen if limit is None else _few(chosen)[:limit] if not self._inward else chosen[:limit]
        return Below(tuple([self._decoded(one[3]) for one in shown]), len(chosen) - len(shown))

    def _chosen(self, links: list[Link]) -> list[_Chosen]:
        """The edges below one symbol that are of choice, in order."""
        calls, names, ranks, inward = self._calls, self._links.names, self._ranks, self._inward
        near, refused = links[0][0], self._refused
        tests = self._tests if near not in self._tests else set()  # test code is a neighbour of test code
        found: list[_Chosen] = []
        for link in links:
            far, rank = link[1], ranks[link[2]]
            if far in refused or far in tests:
                if rank <= self._least:
                    self._count(far)
            elif rank > self._least:
                calls.weaker[CONFIDENCES[rank]] += 1
            elif far != near or not is_own_name(self._decoded(link)):
                sites = link[3]
                order = rank if inward else _first_site(sites) if sites else _NOWHERE
                found.append((order, names[far], rank, link))
        found.sort()
        return found

    def _count(self, far: int) -> None:
        """An edge that is known well enough and yet left out."""
        if far not in self._refused:
            self._calls.tested += self._inward
        elif not self._links.names[far].startswith(OUTSIDE):
            self._calls.excluded += 1
        elif not self._inward and not self._calls.choice.outside:
            self._calls.hidden += 1

    # ------------------------------------------------------------------------------------------------ rows

    def _read(self, keys: Iterable[str]) -> dict[str, list[Link]]:
        """The edges of symbols that have any; the names of their ends and labels are known then."""
        names, numbers = self._links.names, self._links.numbers
        self._links.read_numbers(keys)
        found = list(self._links.of([numbers[key] for key in keys if key in numbers], inward=self._inward))
        self._links.read_names({link[0] for link in found})
        self._learn({link[2] for link in found})
        links: dict[str, list[Link]] = {}
        for link in found:
            links.setdefault(names[link[0]], []).append(link)
        observed = {key: edges for key in keys if (edges := self._calls.observed.get((key, self._inward)))}
        for key, edges in observed.items():
            links[key] = self._merged(links.get(key, []), edges)
        self._judge(
            {of_key[0][0] for of_key in links.values()}.union(link[1] for of_key in links.values() for link in of_key)
        )
        return links

    def _learn(self, labels: Iterable[int]) -> None:
        unknown = [label for label in labels if label not in self._labels]
        self._links.read_names(unknown)
        for label in unknown:
            confidence, kind, rule = self._links.names[label].split(" ", 2)
            known: Confidence = confidence  # type: ignore[assignment]  # as the linker wrote it
            self._labels[label] = (known, kind, rule)
            self._ranks[label] = CONFIDENCES.index(known)

    def _judge(self, numbers: set[int]) -> None:
        """Know the names of symbols, which of them the choice refuses, and which lie in test code unless that is
        asked for."""
        unknown = numbers - self._known
        self._known |= unknown
        self._links.read_names(unknown)
        names, choice = self._links.names, self._calls.choice
        if choice.include or choice.exclude:
            self._refused.update([number for number in unknown if not self._calls.is_named(names[number])])
        elif not choice.outside:
            self._refused.update([number for number in unknown if names[number].startswith(OUTSIDE)])
        if not choice.tests:
            self._tests.update([number for number in unknown if in_test_code(names[number])])

    def _merged(self, links: list[Link], observed: list[CallEdge]) -> list[Link]:
        """The linked edges of a symbol, and those seen at run time."""
        self._links.read_names({link[1] for link in links})
        edges = merged(map(self._decoded, links), observed)
        self._links.read_numbers({end for edge in edges for end in (edge.caller, edge.callee)})
        return [self._encoded(edge) for edge in edges]

    def _encoded(self, edge: CallEdge) -> Link:
        told = (edge.confidence, edge.kind, edge.rule)
        label = next((number for number, known in self._labels.items() if known == told), -len(self._labels) - 1)
        self._labels[label] = told
        self._ranks[label] = CONFIDENCES.index(edge.confidence)
        numbers = self._links.numbers
        near, far = (edge.callee, edge.caller) if self._inward else (edge.caller, edge.callee)
        return numbers[near], numbers[far], label, pack_sites(sorted(edge.sites)), edge.count

    def _decoded(self, link: Link) -> CallEdge:
        near, far, label, sites, count = link
        names = self._links.names
        caller, callee = (far, near) if self._inward else (near, far)
        confidence, kind, rule = self._labels[label]
        return CallEdge(names[caller], names[callee], confidence, kind, rule, unpack_sites(sites), count)
