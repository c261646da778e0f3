"""Builtins that do with their arguments what a method of these says: `len`, `str`, `sorted`, `all`, `int` ..."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracer.link.calls import builtins_model, hierarchy, implicit, narrowing, passing, protocols, texts
from tracer.link.calls.cells import EMPTY, Values, as_set
from tracer.link.calls.values import Instance

if TYPE_CHECKING:
    from tracer.link.calls.builtins_model import Model
    from tracer.link.calls.invoke import Site
    from tracer.link.calls.passing import Arguments


def calling(*names: str) -> Model:
    """`len(x)` calls `x.__len__`: the first of these that there is, with the other arguments."""

    def model(call: Site, arguments: Arguments) -> Values:
        known = builtins_model.first(call, arguments)
        return implicit.call_first(call.frame, known, names, call.position, *arguments.positional[1:])

    return model


def on_each(*names: str) -> Model:
    """`math.hypot(x, y)` calls `__float__` of all its arguments."""

    def model(call: Site, arguments: Arguments) -> Values:
        for values in arguments.all():
            implicit.call_first(call.frame, values, names, call.position)
        return EMPTY

    return model


def _len(call: Site, arguments: Arguments) -> Values:
    known = builtins_model.first(call, arguments)
    implicit.call_of_class(call.frame, known, ("__len__",), call.position)
    return implicit.call_first(call.frame, known, ("__len__",), call.position)


def _two_sided(name: str) -> Model:
    """`divmod(x, y)` and `pow(x, y)`: the second's method where the first has none."""

    def model(call: Site, arguments: Arguments) -> Values:
        left, right = (builtins_model.first(call, arguments, index) for index in range(2))
        found = implicit.call_first(call.frame, left, (f"__{name}__",), call.position, *arguments.positional[1:])
        if any(isinstance(value, Instance) and hierarchy.lookup(value.cls, f"__{name}__") for value in left):
            return found
        return found | implicit.call_first(call.frame, right, (f"__r{name}__",), call.position, left)

    return model


def _asks_class(name: str) -> Model:
    """`isinstance(x, cls)` asks the metaclass of `cls`."""

    def model(call: Site, arguments: Arguments) -> Values:
        classes = narrowing.flatten(call.frame, builtins_model.first(call, arguments, 1))
        implicit.call_of_class(
            call.frame, frozenset(classes), (name,), call.position, builtins_model.first(call, arguments)
        )
        return EMPTY

    return model


def _shown(sign: str) -> Model:
    def model(call: Site, arguments: Arguments) -> Values:
        texts.shown(call.frame, builtins_model.first(call, arguments), sign, call.position)
        return as_set(call.frame.world.builtin("str", instance=True))

    return model


def _print(call: Site, arguments: Arguments) -> Values:
    for values in (*arguments.positional, arguments.star):
        texts.shown(call.frame, values, "s", call.position)
    implicit.call_first(call.frame, arguments.keywords.get("file", EMPTY), ("write",), call.position)
    return EMPTY


def _hash(call: Site, arguments: Arguments) -> Values:
    implicit.hashed(call.frame, builtins_model.first(call, arguments), call.position)
    return EMPTY


def _truth(call: Site, arguments: Arguments) -> Values:
    implicit.truth(call.frame, builtins_model.first(call, arguments), call.position)
    return EMPTY


def _truths(call: Site, arguments: Arguments) -> Values:
    """`any` and `all`."""
    found = protocols.elements(call.frame, builtins_model.first(call, arguments), call.position)
    implicit.truth(call.frame, found, call.position)
    return EMPTY


def _sum(call: Site, arguments: Arguments) -> Values:
    frame = call.frame
    found = protocols.elements(frame, builtins_model.first(call, arguments), call.position)
    result = implicit.call_first(frame, found, ("__radd__",), call.position)
    return result | implicit.call_first(frame, found, ("__add__",), call.position, found)


def _reversed(call: Site, arguments: Arguments) -> Values:
    frame = call.frame
    known = builtins_model.first(call, arguments)
    given = implicit.call_first(frame, known, ("__reversed__", "__len__"), call.position)
    found = protocols.held(frame, known) | protocols.elements(frame, given, call.position)
    rows = (one for one in known if isinstance(one, Instance) and hierarchy.lookup(one.cls, "__reversed__") is None)
    found |= implicit.call_first(frame, frozenset(rows), ("__getitem__",), call.position)
    return builtins_model.holding(call, "list", found, "elements")


def ordering(call: Site, arguments: Arguments, elements: Values, *names: str) -> None:
    """Put `elements` in order: by themselves, or by what `key` gives for them."""
    frame = call.frame
    keyed = frame.concrete(arguments.keywords.get("key", EMPTY))
    keys = call.other("callback", "callback").values(keyed, passing.Arguments([elements]))
    implicit.ordered(frame, keys if keyed else elements, call.position, names)


def _sorted(call: Site, arguments: Arguments) -> Values:
    known = builtins_model.first(call, arguments)
    found = protocols.elements(call.frame, known, call.position)
    implicit.call_first(call.frame, known, implicit.LENGTH, call.position)
    ordering(call, arguments, found, "__lt__", "__gt__")
    return builtins_model.holding(call, "list", found, "sorted")


def _choose(*names: str) -> Model:
    """`min` and `max`, of what is in one argument or of several."""

    def model(call: Site, arguments: Arguments) -> Values:
        frame = call.frame
        result = protocols.elements(frame, arguments.star, call.position)
        for values in arguments.positional:
            is_one = len(arguments.positional) == 1
            result |= protocols.elements(frame, values, call.position) if is_one else frame.concrete(values)
        ordering(call, arguments, result, *names)
        return result

    return model


PROTOCOLS: dict[str, Model] = {
    "isinstance": _asks_class("__instancecheck__"),
    "issubclass": _asks_class("__subclasscheck__"),
    "len": _len,
    "hash": _hash,
    "repr": _shown("r"),
    "ascii": _shown("r"),
    "str": _shown("s"),
    "format": _shown(""),
    "print": _print,
    "bool": _truth,
    "abs": calling("__abs__"),
    "round": calling("__round__"),
    "int": calling("__int__", "__index__", "__trunc__"),
    "float": calling("__float__", "__index__"),
    "complex": calling("__complex__", "__float__", "__index__"),
    "bytes": calling("__bytes__"),
    "divmod": _two_sided("divmod"),
    "pow": _two_sided("pow"),
    "range": on_each("__index__"),
    "hex": calling("__index__"),
    "oct": calling("__index__"),
    "bin": calling("__index__"),
    "chr": calling("__index__"),
    "open": calling("__fspath__"),
    "any": _truths,
    "all": _truths,
    "sum": _sum,
    "reversed": _reversed,
    "sorted": _sorted,
    "min": _choose("__lt__", "__gt__"),
    "max": _choose("__gt__", "__lt__"),
}
