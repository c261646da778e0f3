"""Lists, tuples, sets and dicts: literal keys and indices keep what was stored under them apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracer import facts as f
from tracer.link.calls import (
    attributes,
    enums,
    hierarchy,
    implicit,
    invoke,
    library_table,
    passing,
    records,
    registries,
    storing,
    texts,
)
from tracer.link.calls.cells import EMPTY, Value, Values, as_set
from tracer.link.calls.symbols import Parameter
from tracer.link.calls.values import (
    Bound,
    Class,
    ClassCone,
    Closure,
    Constant,
    Container,
    External,
    Function,
    Instance,
    Namespace,
)

if TYPE_CHECKING:
    from tracer.link.calls.edges import Site
    from tracer.link.calls.frame import Frame

KEYS = "<keys>"
"""Under this name a dict keeps those of its keys that are objects of the program."""
OBJECTS = (Bound, Class, Closure, Container, Function, Instance, Parameter)
LARGEST = 400
"""Keys of one container told apart; what is stored under others is joined."""


def make(frame: Frame, kind: str, expression: f.Expr) -> Container:
    """The container that this expression of this code makes."""
    return passing.new_container(frame, kind, (frame.code, id(expression)), frame.code)


def key_of(value: Value) -> str | None:
    return f"{value.kind}:{value.text}" if isinstance(value, Constant) else None


def put(frame: Frame, container: Container, key: str, values: Values) -> None:
    """Store under a literal key, when the container is made."""
    stored = frame.concrete(values)
    if not stored:
        return
    if len(container.items) >= LARGEST and key not in container.items:
        passing.hold_any(frame, container, stored)
        return
    passing.hold(frame, container, key, stored)


def overwrite(frame: Frame, container: Container, key: str, values: Values) -> None:
    """Store under a literal key of a container that may hold something there already."""
    put(frame, container, key, values)
    if container.maker is frame.code:
        frame.env[container, key] = frame.concrete(values)
    else:
        frame.analysis.join(passing.foreign(container, key), frame.concrete(values))


def put_any(frame: Frame, container: Container, keys: Values, values: Values, again: bool = False) -> None:
    if container.kind == "dict":
        _add_keys(frame, container, keys)
    literal = [key for key in map(key_of, keys) if key is not None]
    if len(literal) == 1 and len(keys) == 1:
        (overwrite if again else put)(frame, container, literal[0], values)
    elif literal and len(literal) == len(keys):
        for key in literal:
            put(frame, container, key, values)
            if container.maker is not frame.code:
                frame.analysis.join(passing.foreign(container, key), frame.concrete(values))
    else:
        passing.hold_any(frame, container, frame.concrete(values))


def merge(frame: Frame, container: Container, others: Values, site: Site, again: bool = False) -> None:
    """`container.update(other)` and `{**other}`."""
    from tracer.link.calls import protocols

    for other in implicit.each(frame, others):
        if isinstance(other, Container):
            container.is_borrowed |= registries.is_borrowed(frame, other)
            for key, cell in list(other.items.items()):
                (overwrite if again else put)(frame, container, key, frame.read(cell))
            passing.hold_any(frame, container, frame.read(other.rest))
            if other.kind == "dict":
                _add_keys(frame, container, keys(frame, other))
        elif isinstance(other, Instance):
            passing.hold_any(frame, container, protocols.mapping(frame, other, site))


def get(frame: Frame, container: Container, *keys: str) -> Values:
    """What stands under literal keys; what is stored under no key in particular is a guess where some is found."""
    rest: Values | None = None
    result, doubted = EMPTY, EMPTY
    for key in keys:
        overwritten = frame.env.get((container, key))
        if overwritten is not None:
            foreign = container.foreign.get(key)
            result |= overwritten | frame.read(foreign) if foreign is not None else overwritten
            continue
        if rest is None:
            rest = frame.read(container.rest)
        cell = container.items.get(key)
        if cell is None and container.maker is not frame.code:
            cell = passing.item(container, key)
        found = frame.read(cell) if cell is not None else EMPTY
        result |= found or rest
        if found and doubted is not rest and not rest <= found:
            doubted = doubted | (rest - found) if doubted or not rest.isdisjoint(found) else rest
    return result | registries.doubted(frame, doubted, instances=True) if doubted else result


def everything(frame: Frame, container: Container) -> Values:
    """All that a container holds."""
    return frame.read(container.all)


def keys(frame: Frame, container: Container) -> Values:
    """The keys of a dict: literals, and objects of the program; none that were only asked for."""
    constants = [key.partition(":") for key, cell in container.items.items() if cell.values]
    literal = frozenset(frame.world.constant(kind, text) for kind, _, text in constants)
    return literal | frame.read(frame.analysis.extra(container, KEYS))


def _add_keys(frame: Frame, container: Container, keys: Values) -> None:
    objects = frozenset(key for key in keys if isinstance(key, OBJECTS))
    if objects:
        frame.analysis.join(frame.analysis.extra(container, KEYS), frame.concrete(objects))


def in_order(frame: Frame, container: Container) -> list[Values]:
    """The elements of a list or tuple, by index."""
    indices = sorted(int(key[4:]) for key in container.items if key.startswith("int:") and key[4:].isdigit())
    if not indices:
        return []
    return [get(frame, container, f"int:{index}") for index in range(min(indices[-1] + 1, LARGEST))]


def is_written_out(values: Values) -> bool:
    """Whether this is one list or tuple of which every element is known by its place."""
    (value,) = values if len(values) == 1 else (None,)
    return isinstance(value, Container) and value.kind in ("list", "tuple") and not value.rest.values


def collect(frame: Frame, container: Container, expression: f.Comprehension) -> None:
    """One element (or key and value) of a comprehension."""
    element = frame.concrete(frame.evaluate(expression.element))
    if container.kind in ("set", "dict"):
        implicit.looked_up(frame, element, (expression.line, 0))
    if expression.value is not None:
        put_any(frame, container, element, frame.evaluate(expression.value))
    else:
        passing.hold_any(frame, container, element)


# ---------------------------------------------------------------------------------------------------- access


def subscript(frame: Frame, values: Values, index: f.Expr, site: Site, expression: f.Subscript) -> Values:
    """`values[index]`."""
    if index.__class__ is f.Slice:
        return _slice(frame, values, index, site, expression)
    keys_ = frame.evaluate(index)
    known = frame.concrete(values)
    ignored = storing.stand_ins(frame, known)
    result = EMPTY
    for value in implicit.each(frame, known):
        found = at(frame, value, keys_, site)
        if value not in ignored:
            result |= found
    return result


def at(frame: Frame, value: Value, keys_: Values, site: Site) -> Values:
    """`value[key]` for any of the keys; with no known key, anything in it."""
    if isinstance(value, Container):
        (implicit.looked_up if value.kind == "dict" else implicit.index)(frame, keys_, site)
        literal = [key for key in map(key_of, frame.concrete(keys_)) if key is not None]
        if value.kind == "dict" and registries.is_open(frame, keys_, literal):
            return registries.any_of(frame, value, literal)
        if not literal:
            return everything(frame, value)
        if len(literal) == 1 and literal[0].startswith("int:-"):
            return _from_end(frame, value, literal[0])
        return get(frame, value, *literal)
    if isinstance(value, Instance):
        found = attributes.call_method(frame, value, "__getitem__", passing.Arguments([keys_]), site, "subscript")
        return _of_derived(frame, value, keys_, site) if found is None else found
    if isinstance(value, Class):
        if (members := enums.of(value)) or value.metaclass is not None:
            asked = attributes.call_method(frame, value, "__getitem__", passing.Arguments([keys_]), site, "subscript")
            if members or asked is not None:
                return members | (asked or EMPTY)
        # What a base outside the snapshot has, such as `typing.Generic`, gives the class itself.
        if hierarchy.lookup(value, "__class_getitem__") is None:
            return as_set(value)
        call = attributes.load(frame, as_set(value), "__class_getitem__", site)
        found = invoke.Site(frame, site, "subscript", "subscript").values(call, passing.Arguments([keys_]))
        return found or as_set(value)
    if isinstance(value, ClassCone):
        return enums.of(value)
    if isinstance(value, Namespace):
        return in_namespace(frame, value, keys_, site)
    described = library_table.method(value.name, "__getitem__") if isinstance(value, External) else None
    if described is None:
        return EMPTY
    looked_up = invoke.Site(frame, site, "subscript", "subscript", quiet=True)
    return looked_up.value(frame.world.external(described), passing.Arguments([as_set(value), keys_]))


def _of_derived(frame: Frame, instance: Instance, keys_: Values, site: Site) -> Values:
    """`instance[key]` of a class that is derived from a builtin type and has no `__getitem__` of its own."""
    from tracer.link.calls import derived

    result = derived.held(frame, instance)
    if implicit.builtin_kind(instance) != "dict":
        return result
    implicit.looked_up(frame, keys_, site)
    arguments = passing.Arguments([keys_])
    return result | (attributes.call_method(frame, instance, "__missing__", arguments, site, "subscript") or EMPTY)


def in_namespace(frame: Frame, namespace: Namespace, keys_: Values, site: Site) -> Values:
    """`globals()[name]` and the like: attributes by literal name."""
    subject = as_set(namespace.subject)
    is_open = registries.is_open(frame, keys_, [key for key in map(key_of, frame.concrete(keys_)) if key is not None])
    result = attributes.load_matching(frame, subject, texts.patterns(frame, [keys_]), site)
    for key in frame.concrete(keys_):
        if isinstance(key, Constant) and key.kind == "str":
            result |= attributes.load(frame, subject, key.text, site)
    return registries.in_namespace(frame, namespace, result) if is_open else result


def _from_end(frame: Frame, container: Container, key: str) -> Values:
    elements = in_order(frame, container)
    index = int(key[4:]) if key[5:].isdigit() else 0
    if container.rest.values or not 0 < -index <= len(elements):
        return everything(frame, container)
    return elements[index]


def _slice(frame: Frame, values: Values, index: f.Slice, site: Site, expression: f.Subscript) -> Values:
    for bound in (index.lower, index.upper, index.step):
        if bound is not None:
            frame.evaluate(bound)
    result = EMPTY
    for value in implicit.each(frame, values):
        if isinstance(value, Container) and value.kind in ("list", "tuple"):
            result |= as_set(_part(frame, value, index, expression))
        elif isinstance(value, Instance):
            found = attributes.call_method(frame, value, "__getitem__", passing.NOTHING, site, "subscript")
            result |= found or EMPTY
    return result


def _part(frame: Frame, container: Container, index: f.Slice, expression: f.Subscript) -> Container:
    part = make(frame, container.kind, expression)
    bounds = [_literal(bound) for bound in (index.lower, index.upper, index.step)]
    if "?" in bounds or container.rest.values:
        passing.hold_any(frame, part, everything(frame, container))
        return part
    chosen = in_order(frame, container)[slice(*(None if bound is None else int(bound) for bound in bounds))]
    for position, element in enumerate(chosen):
        put(frame, part, f"int:{position}", element)
    return part


def _literal(bound: f.Expr | None) -> str | None:
    """The text of a literal bound, "?" for any other."""
    if bound is None:
        return None
    if isinstance(bound, f.Unary) and bound.op == "-" and isinstance(bound.operand, f.Constant):
        return "-" + bound.operand.value if bound.operand.value.isdigit() else "?"
    return bound.value if isinstance(bound, f.Constant) and bound.value.isdigit() else "?"


def store(frame: Frame, values: Values, index: f.Expr, stored: Values, site: Site) -> None:
    """`values[index] = stored`."""
    from tracer.link.calls import derived, protocols

    keys_ = frame.concrete(frame.evaluate(index))
    elements = protocols.elements(frame, stored, site) if index.__class__ is f.Slice else EMPTY
    for value in implicit.each(frame, values):
        if isinstance(value, Container) and index.__class__ is f.Slice:
            passing.hold_any(frame, value, frame.concrete(elements))
        elif isinstance(value, Container):
            (implicit.looked_up if value.kind == "dict" else implicit.index)(frame, keys_, site)
            put_any(frame, value, keys_, stored, again=True)
        elif isinstance(value, Instance):
            arguments = passing.Arguments([keys_, stored])
            if attributes.call_method(frame, value, "__setitem__", arguments, site, "subscript") is None:
                derived.hold(frame, value, elements or stored)
        elif isinstance(value, Namespace):
            for key in keys_:
                if isinstance(key, Constant) and key.kind == "str":
                    storing.store(frame, as_set(value.subject), key.text, stored, site)


def unpack(frame: Frame, targets: tuple[f.Expr, ...], values: Values, line: int) -> None:
    """`a, *b, c = values`."""
    from tracer.link.calls import protocols

    known = frame.concrete(values)
    containers = [v for v in known if isinstance(v, Container) and v.kind in ("list", "tuple") and not v.rest.values]
    star = next((i for i, target in enumerate(targets) if isinstance(target, f.Starred)), -1)
    if containers and len(containers) == len(known):
        rows = [in_order(frame, container) for container in containers]
        _unpack_rows(frame, targets, rows, star, line)
        return
    known_rows = [records.row(frame, value) for value in known if isinstance(value, Instance)]
    if known_rows and len(known_rows) == len(known) and None not in known_rows:
        _unpack_rows(frame, targets, [row for row in known_rows if row is not None], star, line)
        return
    elements = protocols.elements(frame, values, (line, 0))
    for target in targets:
        if isinstance(target, f.Starred):
            container = make(frame, "list", target)
            passing.hold_any(frame, container, frame.concrete(elements))
            frame.bind(target.value, as_set(container), line)
        else:
            frame.bind(target, elements, line)


def _unpack_rows(frame: Frame, targets: tuple[f.Expr, ...], rows: list[list[Values]], star: int, line: int) -> None:
    after = len(targets) - star - 1
    for position, target in enumerate(targets):
        values = EMPTY
        if position == star:
            container = make(frame, "list", target)
            for row in rows:
                for index, element in enumerate(row[star : len(row) - after]):
                    put(frame, container, f"int:{index}", element)
            frame.bind(target.value, as_set(container), line)  # type: ignore[union-attr]
            continue
        for row in rows:
            index = position if star < 0 or position < star else len(row) - (len(targets) - position)
            if 0 <= index < len(row):
                values |= row[index]
        frame.bind(target, values, line)
