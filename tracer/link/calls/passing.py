"""Arguments of a call and how they reach parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracer import facts as f
from tracer.link.calls.cells import EMPTY, Cell, Value, Values, as_set
from tracer.link.calls.edges import Site, line_of
from tracer.link.calls.values import NO_ENTRIES, Container, Function, Instance

if TYPE_CHECKING:
    from tracer.link.calls.frame import Frame

MOST_KEYWORDS = 40
"""Keywords that `**kwargs` tells apart."""


_ALL_SURE: frozenset[int | str] = frozenset()


class Arguments:
    """What a call passes: values by position, by keyword, and what `*x` and `**x` hold besides."""

    __slots__ = ("is_open", "keywords", "mapping", "positional", "star", "unsure")

    def __init__(
        self,
        positional: list[Values] | None = None,
        keywords: dict[str, Values] | None = None,
        star: Values = EMPTY,
        mapping: Values = EMPTY,
    ) -> None:
        self.positional = positional or []
        self.keywords = keywords or {}
        self.star = star
        self.mapping = mapping
        self.is_open = False
        """Whether `*x` or `**x` may hold anything."""
        self.unsure: frozenset[int | str] = _ALL_SURE
        """Arguments that may be more than is known of them, by number or keyword."""

    @classmethod
    def of(cls, frame: Frame, args: tuple[f.Argument, ...]) -> Arguments:
        result = cls()
        for argument in args:
            values = frame.evaluate(argument.value)
            star = argument.star
            result.is_open = result.is_open or bool(star)
            if values and not is_sure(frame, argument.value):
                result.unsure |= {argument.keyword or len(result.positional)}
            if not star:
                if argument.keyword is None:
                    result.positional.append(values)
                else:
                    result.keywords[argument.keyword] = values
            elif star == "*":
                result._add_star(frame, values, (line_of(argument.value), 0))
            else:
                result._add_mapping(frame, values, (line_of(argument.value), 0))
        return result

    def _add_star(self, frame: Frame, values: Values, site: Site) -> None:
        from tracer.link.calls import containers, protocols

        known = [value for value in frame.concrete(values) if isinstance(value, Container)]
        if len(known) == 1 and len(values) == 1 and known[0].kind in ("list", "tuple") and not known[0].rest.values:
            self.positional += containers.in_order(frame, known[0])
        else:
            self.star |= protocols.elements(frame, values, site)

    def _add_mapping(self, frame: Frame, values: Values, site: Site) -> None:
        from tracer.link.calls import implicit, protocols

        for value in implicit.each(frame, values):
            if isinstance(value, Container):
                for key, cell in value.items.items():
                    if key.startswith("str:"):
                        name = key[4:]
                        self.keywords[name] = self.keywords.get(name, EMPTY) | frame.read(cell)
                self.mapping |= frame.read(value.rest)
            elif isinstance(value, Instance):
                self.mapping |= protocols.mapping(frame, value, site)

    def all(self) -> list[Values]:
        return [*self.positional, *self.keywords.values(), self.star, self.mapping]

    def after(self, receiver: Value) -> Arguments:
        shifted = Arguments([as_set(receiver), *self.positional], self.keywords, self.star, self.mapping)
        if self.unsure:
            shifted.unsure = frozenset(one + 1 if isinstance(one, int) else one for one in self.unsure)
        shifted.is_open = self.is_open
        return shifted


NOTHING = Arguments()


def is_sure(frame: Frame, expression: f.Expr) -> bool:
    """Whether what is known of an expression is all that it may be: not where a part of it may be anything."""
    match expression:
        case f.Name(id=name):
            return name not in frame.vague
        case f.Constant() | f.Lambda() | f.Sequence() | f.Mapping():
            return True
        case f.Attribute(value=f.Name(id=name)):
            return name not in frame.env
        case f.BoolOp(values=values):
            return all(is_sure(frame, value) for value in values)
        case f.IfExp(body=body, orelse=orelse):
            return is_sure(frame, body) and is_sure(frame, orelse)
        case _:
            return False


def pass_arguments(frame: Frame, function: Function, arguments: Arguments) -> dict[int, Values]:
    """Join what is passed into the parameters' cells; what each parameter got, by index."""
    positional = arguments.positional
    count = function.positional
    passed = {}
    for index, values in enumerate(positional):
        if index == count:
            break
        if values:
            passed[index] = values
    if frame.module.is_guest and not function.module.is_guest:
        return passed
    if len(positional) > count and function.varargs >= 0:
        _pass_extra(frame, function, positional[count:])
    if arguments.star:
        _pass_star(frame, function, len(positional), arguments.star, passed)
    if arguments.keywords:
        _pass_keywords(frame, function, arguments.keywords, passed)
    if arguments.mapping and function.varkw >= 0:
        hold_any(frame, rest_of(frame, function, function.varkw, "dict"), frame.concrete(arguments.mapping))
    cells, symbols = function.cells, frame.code.symbols
    for index, values in passed.items():
        if index or not function.is_method:
            known = values if values.isdisjoint(symbols) else frame.concrete(values)
            if not known <= cells[index].values:
                frame.analysis.join(cells[index], known)
    return passed


def _pass_extra(frame: Frame, function: Function, extra: list[Values]) -> None:
    container = rest_of(frame, function, function.varargs, "tuple")
    for index, values in enumerate(extra):
        if values:
            hold(frame, container, f"int:{index}", frame.concrete(values))


def _pass_star(frame: Frame, function: Function, start: int, star: Values, passed: dict[int, Values]) -> None:
    for index in range(start, function.positional):
        passed[index] = passed.get(index, EMPTY) | star
    if function.varargs >= 0:
        hold_any(frame, rest_of(frame, function, function.varargs, "tuple"), frame.concrete(star))


def _pass_keywords(frame: Frame, function: Function, keywords: dict[str, Values], passed: dict[int, Values]) -> None:
    for name, values in keywords.items():
        index = function.by_name.get(name)
        if index is not None:
            if values:
                passed[index] = passed.get(index, EMPTY) | values
        elif function.varkw >= 0 and values:
            container = rest_of(frame, function, function.varkw, "dict")
            stored = frame.concrete(values)
            if len(container.items) < MOST_KEYWORDS or f"str:{name}" in container.items:
                hold(frame, container, f"str:{name}", stored)
            else:
                hold_any(frame, container, stored)


def rest_of(frame: Frame, function: Function, index: int, kind: str) -> Container:
    """The container that holds what `*args` or `**kwargs` collect."""
    cell = function.cells[index]
    for value in cell.values:
        if isinstance(value, Container) and value.maker is function:
            return value
    container = new_container(frame, kind, (function, index), function)
    frame.analysis.join(cell, as_set(container))
    return container


def new_container(frame: Frame, kind: str, place: tuple[Any, ...], maker: Any) -> Container:
    container = frame.table.at(Container, place)
    start(container, kind, maker)
    return container


def start(container: Container, kind: str, maker: Any) -> None:
    """Give a container that was made just now what it needs."""
    if not hasattr(container, "kind"):
        container.kind, container.maker, container.items, container.foreign = kind, maker, NO_ENTRIES, NO_ENTRIES
        container.rest, container.all, container.is_borrowed = Cell(), Cell(), False


def item(container: Container, key: str) -> Any:
    if container.items is NO_ENTRIES:
        container.items = {}
    return _cell(container.items, key)


def foreign(container: Container, key: str) -> Cell:
    """What is stored under a literal key by code other than the maker's."""
    if container.foreign is NO_ENTRIES:
        container.foreign = {}
    return _cell(container.foreign, key)


def _cell(cells: dict[str, Cell], key: str) -> Cell:
    cell = cells.get(key)
    if cell is None:
        cell = cells[key] = Cell()
    return cell


def hold(frame: Frame, container: Container, key: str, values: Values) -> None:
    """Store under a literal key."""
    frame.analysis.join(item(container, key), values)
    frame.analysis.join(container.all, values)


def hold_any(frame: Frame, container: Container, values: Values) -> None:
    """Store under no key in particular."""
    frame.analysis.join(container.rest, values)
    frame.analysis.join(container.all, values)
