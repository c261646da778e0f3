"""Code that Python runs without a call being written: iteration, `with`, operators, truth, formatting, deletion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracer import facts as f
from tracer.link.calls import attributes, builtins_model, closures, containers, hierarchy, invoke, passing
from tracer.link.calls.cells import EMPTY, Values, as_set, union
from tracer.link.calls.edges import EXACT, INFERRED
from tracer.link.calls.values import (
    Accessor,
    Builtin,
    Class,
    Constant,
    Container,
    External,
    Generator,
    Instance,
    Managed,
    Namespace,
    Spelled,
)

if TYPE_CHECKING:
    from tracer.link.calls.edges import Site
    from tracer.link.calls.frame import Frame

BINARY = {
    "+": "add",
    "-": "sub",
    "*": "mul",
    "/": "truediv",
    "//": "floordiv",
    "%": "mod",
    "**": "pow",
    "@": "matmul",
    "&": "and",
    "|": "or",
    "^": "xor",
    "<<": "lshift",
    ">>": "rshift",
}
COMPARE = {"==": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
MIRRORED = {"lt": "gt", "gt": "lt", "le": "ge", "ge": "le", "eq": "eq", "ne": "ne"}
MOST_TEXTS, LONGEST_TEXT = 16, 200
"""Strings put together that are told apart, and characters of one: of more, and of longer ones, none is a name."""
UNARY = {"-": "neg", "+": "pos", "~": "invert"}


# ------------------------------------------------------------------------------------------------- iteration


def elements(frame: Frame, values: Values, site: Site, is_async: bool = False) -> Values:
    """What iterating over any of `values` gives."""
    result = EMPTY
    for value in frame.each(values):
        if isinstance(value, Container):
            result |= _elements_of(frame, value)
        elif isinstance(value, Generator):
            result |= _resume(frame, value, site)
        elif isinstance(value, Instance):
            result |= _iterate(frame, value, site, is_async)
        elif isinstance(value, External):
            result |= as_set(value)
    return result


def _elements_of(frame: Frame, container: Container) -> Values:
    if container.kind == "dict":
        return containers.keys(frame, container)
    return containers.everything(frame, container)


def _resume(frame: Frame, generator: Generator, site: Site) -> Values:
    frame.edge(generator.function.key, "iterate", INFERRED, "iterate", site)
    return frame.read(generator.function.yields)


def _iterate(frame: Frame, instance: Instance, site: Site, is_async: bool) -> Values:
    first, second = ("__aiter__", "__anext__") if is_async else ("__iter__", "__next__")
    iterators = attributes.call_method(frame, instance, first, passing.Arguments(), site, "iterate")
    if iterators is None:
        return attributes.call_method(frame, instance, "__getitem__", passing.Arguments(), site, "iterate") or EMPTY
    result = EMPTY
    for iterator in iterators:
        if isinstance(iterator, Instance):
            result |= attributes.call_method(frame, iterator, second, passing.Arguments(), site, "iterate") or EMPTY
        else:
            result |= elements(frame, as_set(iterator), site)
    return result


# ------------------------------------------------------------------------------------------------------ with


def enter(frame: Frame, values: Values, site: Site, is_async: bool) -> Values:
    """What `with` gives its target; enters and leaves the context manager."""
    first, second = ("__aenter__", "__aexit__") if is_async else ("__enter__", "__exit__")
    result = EMPTY
    for value in frame.each(values):
        if isinstance(value, Instance):
            result |= attributes.call_method(frame, value, first, passing.Arguments(), site, "with") or EMPTY
            attributes.call_method(frame, value, second, passing.Arguments(), site, "with")
        elif isinstance(value, Managed):
            result |= _yielded(frame, value)
        elif isinstance(value, External):
            result |= as_set(value)
    return result


def _yielded(frame: Frame, managed: Managed) -> Values:
    function = managed.function
    function = getattr(function, "function", function)
    yields = getattr(function, "yields", None)
    return frame.read(yields) if yields is not None else EMPTY


# ------------------------------------------------------------------------------------------------- operators


def operator(frame: Frame, op: str, left: Values, right: Values, site: Site, expression: f.Expr) -> Values:
    """`left op right`: the left operand's method, the right one's where the left has none."""
    if not left and not right:
        return EMPTY
    name = BINARY.get(op, "")
    result = EMPTY
    known = frame.concrete(left)
    for value in frame.each(known):
        if isinstance(value, Instance):
            found = attributes.call_method(frame, value, f"__{name}__", passing.Arguments([right]), site, "operator")
            result |= found or EMPTY
        elif isinstance(value, Container):
            result |= _concatenated(frame, op, value, right, expression)
        elif isinstance(value, Constant) and value.kind == "str":
            result |= _text(frame, op, value.text, right)
    if op == "+" and any(isinstance(value, Constant) for value in right):
        texts = [value.text for value in right if isinstance(value, Constant) and value.kind == "str"]
        result |= union(closures.spelled(frame, "", left - known, text) for text in texts)
    if len(result) > MOST_TEXTS:
        result = _without_texts(frame, result)
    for value in frame.each(right):
        if isinstance(value, Instance) and not _has(known, f"__{name}__"):
            found = attributes.call_method(frame, value, f"__r{name}__", passing.Arguments([left]), site, "operator")
            result |= found or EMPTY
    return result


def _without_texts(frame: Frame, values: Values) -> Values:
    """`values` with just some string in place of very many: put together with others, each would make as many more."""
    others = frozenset(value for value in values if not isinstance(value, (Constant, Spelled)))
    return others | as_set(frame.world.builtin("str", instance=True))


def _text(frame: Frame, op: str, text: str, right: Values) -> Values:
    """`text % right` and `text + right`: known where one name is put into it."""
    before, sign, after = text.partition("%s")
    if len(text) > LONGEST_TEXT:
        return as_set(frame.world.builtin("str", instance=True))
    if op == "%" and sign and "%" not in before + after:
        found = closures.spelled(frame, before, right, after)
    else:
        found = closures.spelled(frame, text, right, "") if op == "+" else EMPTY
    return found or as_set(frame.world.builtin("str", instance=True))


def _has(values: Values, name: str) -> bool:
    return any(isinstance(value, Instance) and hierarchy.lookup(value.cls, name) for value in values)


def _concatenated(frame: Frame, op: str, left: Container, right: Values, expression: f.Expr) -> Values:
    """`list + list` and `list * n`: a new list that holds the elements of both."""
    if op == "|" and left.kind == "dict":
        merged = containers.make(frame, "dict", expression)
        containers.merge(frame, merged, as_set(left) | frame.concrete(right))
        return as_set(merged)
    if op not in ("+", "*") or left.kind not in ("list", "tuple"):
        return as_set(left)
    joined = containers.make(frame, left.kind, expression)
    held = containers.everything(frame, left)
    for value in frame.each(right):
        if isinstance(value, Container):
            held |= containers.everything(frame, value)
    passing.hold_any(frame, joined, held)
    return as_set(joined)


def augmented(frame: Frame, op: str, left: Values, right: Values, site: Site) -> Values:
    """`left op= right`."""
    name = BINARY.get(op.rstrip("="), "")
    result = EMPTY
    for value in frame.each(left):
        if isinstance(value, Instance):
            inplace = f"__i{name}__" if hierarchy.lookup(value.cls, f"__i{name}__") else f"__{name}__"
            found = attributes.call_method(frame, value, inplace, passing.Arguments([right]), site, "operator")
            result |= as_set(value) if found is None else found
        elif isinstance(value, Container):
            for other in frame.concrete(right):
                if isinstance(other, Container):
                    passing.hold_any(frame, value, containers.everything(frame, other))
            result |= as_set(value)
        elif not isinstance(value, Constant):
            result |= as_set(value)
    return result


def unary(frame: Frame, op: str, values: Values, site: Site) -> Values:
    result = EMPTY
    for value in frame.each(values):
        if isinstance(value, Instance):
            if op == "not":
                _truth(frame, value, site)
            else:
                name = f"__{UNARY[op]}__"
                result |= attributes.call_method(frame, value, name, passing.Arguments(), site, "operator") or EMPTY
        elif op == "-" and isinstance(value, Constant) and value.text.isdigit():
            result |= as_set(frame.world.constant(value.kind, f"-{value.text}"))
    return result


def compare(frame: Frame, op: str, left: Values, right: Values, site: Site) -> None:
    if op in ("is", "is not") or not (left or right):
        return
    if op in ("in", "not in"):
        _contains(frame, left, right, site)
        return
    name = COMPARE[op]
    known = frame.concrete(left)
    for value in frame.each(known):
        if isinstance(value, Instance):
            attributes.call_method(frame, value, f"__{name}__", passing.Arguments([right]), site, "operator")
    for value in frame.each(right):
        if isinstance(value, Instance) and not _has(known, f"__{name}__"):
            mirrored = f"__{MIRRORED[name]}__"
            attributes.call_method(frame, value, mirrored, passing.Arguments([left]), site, "operator")


def _contains(frame: Frame, left: Values, right: Values, site: Site) -> None:
    for value in frame.each(right):
        if isinstance(value, Instance):
            found = attributes.call_method(frame, value, "__contains__", passing.Arguments([left]), site, "operator")
            if found is None:
                _iterate(frame, value, site, False)


def truth(frame: Frame, test: f.Expr) -> None:
    """`if x`: `x.__bool__()`, else `x.__len__()`."""
    if isinstance(test, (f.Name, f.Attribute)):
        values = frame.lookup(test.id) if isinstance(test, f.Name) else EMPTY
        for value in frame.each(values):
            if isinstance(value, Instance):
                _truth(frame, value, (test.line, test.column))


def _truth(frame: Frame, value: Instance, site: Site) -> None:
    if attributes.call_method(frame, value, "__bool__", passing.Arguments(), site, "operator") is None:
        attributes.call_method(frame, value, "__len__", passing.Arguments(), site, "operator")


def formatted(frame: Frame, values: Values, site: Site) -> None:
    """`f"{x}"`."""
    for value in frame.each(values):
        if isinstance(value, Instance):
            for name in ("__format__", "__str__", "__repr__"):
                if attributes.call_method(frame, value, name, passing.Arguments(), site, "operator") is not None:
                    break


# ---------------------------------------------------------------------------------------------------- others


def raised(frame: Frame, values: Values, site: Site) -> None:
    """`raise Class` makes an instance."""
    known = frame.concrete(values)
    for value in known:
        if isinstance(value, Class) and hierarchy.lookup(value, "__init__"):
            invoke.Site(frame, site, "construct", "name", count=len(known)).value(value, passing.Arguments())


def delete(frame: Frame, target: f.Expr, site: Site) -> None:
    from tracer.link.calls.expressions import evaluate

    if isinstance(target, f.Attribute):
        for value in frame.each(evaluate(frame, target.value)):
            if isinstance(value, Instance):
                _delete_attribute(frame, value, target.attr, site)
    elif isinstance(target, f.Subscript):
        keys = evaluate(frame, target.index)
        for value in frame.each(evaluate(frame, target.value)):
            if isinstance(value, Instance):
                attributes.call_method(frame, value, "__delitem__", passing.Arguments([keys]), site, "subscript")
    elif isinstance(target, f.Sequence):
        for element in target.elements:
            delete(frame, element, site)


def _delete_attribute(frame: Frame, value: Instance, name: str, site: Site) -> None:
    attributes.call_hook(frame, value, "__delattr__", site)
    for _, cell in hierarchy.members(value.cls, name, value.exact):
        for member in frame.read(cell):
            if isinstance(member, Accessor):
                call = invoke.Site(frame, site, "property", "property")
                call.values(member.deleter, passing.Arguments([as_set(value)]))


__all__ = ["EXACT", "Builtin", "Namespace", "builtins_model", "elements"]
