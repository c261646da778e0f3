"""Code that Python runs without a call being written: iteration, `with`, operators, truth, formatting, deletion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracer import facts as f
from tracer.link.calls import (
    attributes,
    builtins_model,
    containers,
    derived,
    enums,
    hierarchy,
    hooks,
    implicit,
    invoke,
    library_table,
    metaclasses,
    passing,
    private_names,
    records,
    storing,
    texts,
    total_ordering,
)
from tracer.link.calls.cells import EMPTY, Value, Values, as_set, union
from tracer.link.calls.edges import EXACT
from tracer.link.calls.values import (
    Accessor,
    Affixed,
    Builtin,
    Class,
    ClassCone,
    Constant,
    Container,
    External,
    Generator,
    Instance,
    Made,
    Managed,
    Namespace,
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
COMPARE = {
    "==": ("__eq__",),
    "!=": ("__ne__", "__eq__"),
    "<": ("__lt__",),
    "<=": ("__le__",),
    ">": ("__gt__",),
    ">=": ("__ge__",),
}
MIRRORED = {
    "__lt__": "__gt__",
    "__gt__": "__lt__",
    "__le__": "__ge__",
    "__ge__": "__le__",
    "__eq__": "__eq__",
    "__ne__": "__ne__",
}
HASHING = frozenset({"dict", "set", "frozenset"})
"""Builtin types that look their elements up by hash."""
SENT = "<sent>"
"""Under this name a generator function keeps what its generators are sent."""
UNARY = {"-": "neg", "+": "pos", "~": "invert"}


# ------------------------------------------------------------------------------------------------- iteration


def elements(frame: Frame, values: Values, site: Site, is_async: bool = False) -> Values:
    """What iterating over any of `values` gives."""
    result = EMPTY
    known = frame.concrete(values)
    resumed = invoke.Site(frame, site, "iterate", "iterate", count=sum(isinstance(v, Generator) for v in known))
    ignored = storing.stand_ins(frame, known)
    for value in implicit.each(frame, known):
        if isinstance(value, Container):
            result |= _elements_of(frame, value)
        elif isinstance(value, Generator):
            resumed.record(value.function.key)
            result |= frame.read(value.function.yields)
        elif isinstance(value, Instance):
            found = _iterate(frame, value, site, is_async)
            if value not in ignored:
                result |= found
        elif isinstance(value, External):
            result |= as_set(value)
        elif isinstance(value, (Class, ClassCone)):
            result |= enums.of(value) or (_iterate_class(frame, value, site) if isinstance(value, Class) else EMPTY)
    return result


def _iterate_class(frame: Frame, cls: Class, site: Site) -> Values:
    found = attributes.call_method(frame, cls, "__iter__", passing.NOTHING, site, "iterate")
    return elements(frame, found, site) if found else EMPTY


def held(frame: Frame, values: Values) -> Values:
    """What is in the containers among `values`, which are not iterated over."""
    return union(_elements_of(frame, value) for value in frame.concrete(values) if isinstance(value, Container))


def mapping(frame: Frame, instance: Instance, site: Site) -> Values:
    """`{**x}` and `dict(x)`: the values of a mapping; what has no keys is iterated over."""
    keys = implicit.call_on(frame, instance, ("keys",), site)
    if keys is None:
        _iterate(frame, instance, site, False)
        return derived.held(frame, instance) if implicit.builtin_kind(instance) == "dict" else EMPTY
    found = elements(frame, keys, site)
    return implicit.call_on(frame, instance, ("__getitem__",), site, found) or EMPTY


def _elements_of(frame: Frame, container: Container) -> Values:
    if container.kind == "dict":
        return containers.keys(frame, container)
    return containers.everything(frame, container)


def _iterate(frame: Frame, instance: Instance, site: Site, is_async: bool) -> Values:
    first, second = ("__aiter__", "__anext__") if is_async else ("__iter__", "__next__")
    iterators = attributes.call_method(frame, instance, first, passing.Arguments(), site, "iterate")
    if iterators is None:
        kind = implicit.builtin_kind(instance)
        if kind not in ("", "type"):
            return union(records.row(frame, instance) or ()) | (
                EMPTY if kind == "dict" else derived.held(frame, instance)
            )
        if hierarchy.lookup(instance.cls, second) is not None:
            # A base outside the snapshot, such as `collections.abc.Iterator`, says that it is its own iterator.
            return attributes.call_method(frame, instance, second, passing.NOTHING, site, "iterate") or EMPTY
        return attributes.call_method(frame, instance, "__getitem__", passing.Arguments(), site, "iterate") or EMPTY
    result = EMPTY
    for iterator in frame.each(iterators):
        if isinstance(iterator, Instance):
            result |= attributes.call_method(frame, iterator, second, passing.Arguments(), site, "iterate") or EMPTY
        else:
            result |= elements(frame, as_set(iterator), site)
    return result


def awaited(frame: Frame, objects: Values, site: Site) -> Values:
    """What awaiting any of these gives: the return value of the generator that its `__await__` gives."""
    result = EMPTY
    for instance in frame.each(objects):
        assert isinstance(instance, Instance)
        for value in implicit.call_on(frame, instance, ("__await__",), site) or EMPTY:
            if isinstance(value, Generator):
                result |= frame.read(value.function.returns)
            elif isinstance(value, Instance):
                implicit.call_on(frame, value, ("__next__",), site)
            else:
                result |= as_set(value)
    return result


# ------------------------------------------------------------------------------------------------------ with


def enter(frame: Frame, values: Values, site: Site, is_async: bool) -> Values:
    """What `with` gives its target; enters and leaves the context manager."""
    first, second = ("__aenter__", "__aexit__") if is_async else ("__enter__", "__exit__")
    result = EMPTY
    for value in frame.each(values):
        if isinstance(value, (Instance, Class)):
            entered = attributes.call_method(frame, value, first, passing.Arguments(), site, "with")
            left = attributes.call_method(frame, value, second, passing.Arguments(), site, "with")
            # What has the one from outside, such as `contextlib.AbstractContextManager`, mostly gives itself.
            result |= as_set(value) if entered is None and left is not None else entered or EMPTY
        elif isinstance(value, Managed):
            result |= _yielded(frame, value)
        elif isinstance(value, Made):
            result |= _enter_made(frame, value, first, site)
        elif isinstance(value, External):
            result |= as_set(value)
    return result


def _enter_made(frame: Frame, made: Made, name: str, site: Site) -> Values:
    described = library_table.method(made.kind, name)
    if described is None:
        return as_set(made)
    call = invoke.Site(frame, site, "with", "with")
    return call.value(frame.world.external(described), passing.Arguments([as_set(made)]))


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
    for value in implicit.each(frame, known):
        if isinstance(value, (Instance, Class)):
            found = attributes.call_method(frame, value, f"__{name}__", passing.Arguments([right]), site, "operator")
            if found is None:
                found = enums.of(value.cls) if isinstance(value, Instance) else EMPTY
            result |= found
        elif isinstance(value, Container):
            result |= _concatenated(frame, op, value, right, expression, site)
        elif op == "%" and _is_string(value):
            result |= _percent(frame, value, right, site)
    if op == "+":
        result |= texts.joined(frame, left, right)
    result = texts.limited(frame, result)
    is_refused = _is_refused(result)
    for value in implicit.each(frame, right):
        if isinstance(value, (Instance, Class)) and (is_refused or not _has(known, f"__{name}__")):
            found = attributes.call_method(frame, value, f"__r{name}__", passing.Arguments([left]), site, "operator")
            result |= found or EMPTY
    return result


def _is_refused(values: Values) -> bool:
    """Whether a method that was asked may answer `NotImplemented`."""
    return any(isinstance(value, Builtin) and value.name == "NotImplemented" for value in values)


def _is_string(value: Value) -> bool:
    if isinstance(value, Builtin):
        return value.instance and value.name == "str"
    return isinstance(value, Affixed) or (isinstance(value, Constant) and value.kind == "str")


def _percent(frame: Frame, string: Value, right: Values, site: Site) -> Values:
    """`string % right`: known where one name is put into it."""
    text = string.text if isinstance(string, Constant) else None
    texts.percent(frame, text, right, site)
    before, sign, after = (text or "").partition("%s")
    if not sign or "%" in before + after:
        return as_set(frame.world.builtin("str", instance=True))
    return texts.assembled(frame, before, right, after)


def _has(values: Values, name: str) -> bool:
    """Whether any of these has a method of this name, classes by their metaclass."""
    kinds = (
        value.cls if isinstance(value, Instance) else metaclasses.of(value)
        for value in values
        if isinstance(value, (Instance, Class))
    )
    return any(kind is not None and hierarchy.lookup(kind, name) for kind in kinds)


def _concatenated(frame: Frame, op: str, left: Container, right: Values, expression: f.Expr, site: Site) -> Values:
    """`list + list` and `list * n`: a new list that holds the elements of both."""
    if op == "|" and left.kind == "dict":
        merged = containers.make(frame, "dict", expression)
        containers.merge(frame, merged, as_set(left) | frame.concrete(right), site)
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
    for value in implicit.each(frame, left):
        if isinstance(value, Instance):
            inplace = f"__i{name}__" if hierarchy.lookup(value.cls, f"__i{name}__") else f"__{name}__"
            found = attributes.call_method(frame, value, inplace, passing.Arguments([right]), site, "operator")
            if found is None and derived.GROWING.get(implicit.builtin_kind(value)) == op.rstrip("="):
                derived.hold(frame, value, elements(frame, right, site))
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
    for value in implicit.each(frame, values):
        if isinstance(value, Instance):
            if op == "not":
                implicit.call_on(frame, value, implicit.TRUTH, site)
            else:
                name = f"__{UNARY[op]}__"
                result |= attributes.call_method(frame, value, name, passing.Arguments(), site, "operator") or EMPTY
        elif op == "-" and isinstance(value, Constant) and value.text.isdigit():
            result |= as_set(frame.world.constant(value.kind, f"-{value.text}"))
    return result


def compare(frame: Frame, op: str, left: Values, right: Values, site: Site) -> Values:
    """`left op right`: what the methods of the snapshot give that do it."""
    if op in ("is", "is not") or not (left or right):
        return EMPTY
    if op in ("in", "not in"):
        _contains(frame, left, right, site)
        return EMPTY
    names = COMPARE[op]
    known, answers = frame.concrete(left), EMPTY
    for value in implicit.each(frame, known):
        if isinstance(value, Instance):
            found = implicit.call_on(frame, value, names, site, right)
            if found is None and total_ordering.fills_in(frame, value.cls, names[0]):
                total_ordering.call(frame, value, names[0], site, right)
                continue
            answers |= found or EMPTY
        elif isinstance(value, Container):
            _compare_held(frame, op, value, right, site)
        elif isinstance(value, Class):
            answers |= implicit.call_of_class(frame, as_set(value), names, site, right)
    if not _is_refused(answers) and any(_has(known, name) for name in names):
        return answers
    mirrored = tuple(MIRRORED[name] for name in names)
    for value in implicit.each(frame, right):
        if isinstance(value, Instance):
            answers |= implicit.call_on(frame, value, mirrored, site, left) or EMPTY
        elif isinstance(value, Class):
            answers |= implicit.call_of_class(frame, as_set(value), mirrored, site, left)
    return answers


def _compare_held(frame: Frame, op: str, container: Container, others: Values, site: Site) -> None:
    """Containers of one kind are compared by what they hold: for equality, whatever is asked; and where that is the
    order of lists or tuples, the first that are not equal are put in order."""
    is_ordered = op not in ("==", "!=") and container.kind in ("list", "tuple")
    for other in frame.concrete(others):
        if isinstance(other, Container) and other.kind == container.kind:
            held = containers.everything(frame, container), containers.everything(frame, other)
            for (name,) in (COMPARE["=="], COMPARE[op]) if is_ordered else (COMPARE["=="],):
                implicit.call_first(frame, held[0], (name,), site, held[1])
                if not _has(frame.concrete(held[0]), name):
                    implicit.call_first(frame, held[1], (MIRRORED[name],), site, held[0])


def _contains(frame: Frame, left: Values, right: Values, site: Site) -> None:
    for value in implicit.each(frame, right):
        if isinstance(value, Container):
            if value.kind in ("dict", "set"):
                implicit.looked_up(frame, left, site)
            else:
                compare(frame, "==", containers.everything(frame, value), left, site)
        elif isinstance(value, (Instance, Class)):
            found = attributes.call_method(frame, value, "__contains__", passing.Arguments([left]), site, "operator")
            if found is not None or isinstance(value, Class):
                continue
            if implicit.builtin_kind(value) in HASHING:
                implicit.looked_up(frame, left, site)
            else:
                _iterate(frame, value, site, False)


# ---------------------------------------------------------------------------------------------------- others


def raised(frame: Frame, values: Values, site: Site) -> None:
    """`raise Class` makes an instance."""
    known = frame.concrete(values)
    for value in known:
        if isinstance(value, Class) and hierarchy.lookup(value, "__init__"):
            invoke.Site(frame, site, "construct", "name", count=len(known)).value(value, passing.Arguments())


def delete(frame: Frame, target: f.Expr, site: Site) -> None:
    from tracer.link.calls.expressions import evaluate

    if isinstance(target, f.Name):
        implicit.call_first(frame, frame.lookup(target.id), ("__del__",), site)
    elif isinstance(target, f.Attribute):
        subject = evaluate(frame, target.value)
        for value in frame.each(subject):
            if isinstance(value, Instance):
                frame.subject, frame.written = subject, target.value
                _delete_attribute(frame, value, private_names.attribute(frame, target.attr), site)
    elif isinstance(target, f.Subscript):
        keys = evaluate(frame, target.index)
        for value in implicit.each(frame, evaluate(frame, target.value)):
            if isinstance(value, Instance):
                attributes.call_method(frame, value, "__delitem__", passing.Arguments([keys]), site, "subscript")
            elif isinstance(value, Container) and value.kind == "dict":
                implicit.looked_up(frame, keys, site)
    elif isinstance(target, f.Sequence):
        for element in target.elements:
            delete(frame, element, site)


def _delete_attribute(frame: Frame, value: Instance, name: str, site: Site) -> None:
    hooks.call(frame, value, "__delattr__", site)
    for _, cell in hierarchy.members(value.cls, name, value.exact):
        for member in frame.read(cell):
            if isinstance(member, Instance):
                attributes.call_method(
                    frame, member, "__delete__", passing.Arguments([as_set(value)]), site, "attribute"
                )
            if isinstance(member, Accessor):
                call = invoke.Site(frame, site, "property", "property")
                call.values(member.deleter, passing.Arguments([as_set(value)]))


__all__ = ["EXACT", "Builtin", "Namespace", "builtins_model", "elements"]
