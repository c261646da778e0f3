"""What making a class runs: its metaclass, the hooks of its bases, `__set_name__` of what its body binds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracer.link.calls import attributes, containers, enums, hierarchy, hooks, invoke, metaclasses, passing, storing
from tracer.link.calls.cells import EMPTY, Value, Values, as_set
from tracer.link.calls.edges import EXACT
from tracer.link.calls.values import Class, ClassCone, Container, Function, Instance, Method

if TYPE_CHECKING:
    from tracer.link.calls.edges import Site
    from tracer.link.calls.frame import Frame


def make(frame: Frame, cls: Class, keywords: dict[str, Values]) -> None:
    """A class statement, after its body; `keywords` stand beside its bases."""
    site = (cls.definition.line, cls.definition.column)
    metaclass = metaclasses.of(cls)
    if metaclass is not None:
        arguments = passing.Arguments([as_set(frame.world.constant("str", cls.name)), EMPTY, EMPTY], keywords)
        _call_metaclass(frame, metaclass, cls, arguments, site, "__prepare__")
    _call_subclass_hook(frame, cls.mro[1:], keywords, site)
    if enums.is_enum(cls):
        enums.make(frame, cls, site)
    for name, cell in list(cls.members.items()):
        for value in cell.values:
            if isinstance(value, Instance) and hierarchy.lookup(value.cls, "__set_name__"):
                arguments = passing.Arguments([as_set(cls), as_set(frame.world.constant("str", name))])
                rule = hooks.SURE if len(cell.values) == 1 else hooks.HOOK
                attributes.call_method(frame, value, "__set_name__", arguments, site, "attribute", rule)


def derived(frame: Frame, bases: Values, arguments: passing.Arguments, site: Site) -> Values:
    """`type(name, bases, namespace)`: a class with what its namespace holds; where that is not known, any that is
    derived from the bases."""
    found: dict[Class, None] = {}
    for row in sorted(frame.concrete(bases)):
        for base in sorted(frame.read(row.all)) if isinstance(row, Container) else ():
            if isinstance(base, (Class, ClassCone)):
                cls = base if isinstance(base, Class) else base.cls
                found[cls] = None
                metaclass = metaclasses.of(cls)
                if metaclass is not None:
                    _call_metaclass(frame, metaclass, cls.family, arguments, site)
                _call_subclass_hook(frame, cls.mro, arguments.keywords, site)
    namespaces = [value for value in frame.concrete(arguments.positional[2]) if isinstance(value, Container)]
    if any(_defines(frame, value) for value in namespaces):
        return as_set(_with_members(frame, frame.world.unwritten(frame.code, *site, list(found)), namespaces))
    return frozenset(cls.family for cls in found)


def _defines(frame: Frame, namespace: Container) -> bool:
    return any(isinstance(value, Function) for value in containers.everything(frame, namespace))


def _with_members(frame: Frame, cls: Class, namespaces: list[Container]) -> Class:
    """`cls`, which is made with what is in these under literal names."""
    for namespace in namespaces:
        for key in list(namespace.items):
            kind, _, name = key.partition(":")
            if kind == "str":
                storing.store_on_class(frame, cls, name, containers.get(frame, namespace, key))
    return cls


def _call_metaclass(
    frame: Frame, metaclass: Class, made: Value, arguments: passing.Arguments, site: Site, *more: str
) -> None:
    """`__new__` of the metaclass and its `__init__` on the class that was `made`; `more` it calls before."""
    call = invoke.Site(frame, site, "construct", invoke.METACLASS)
    for name in (*more, "__new__", "__init__"):
        for _, cell in hierarchy.members(metaclass, name, True):
            for member in frame.read(cell):
                functions = member.function if isinstance(member, Method) else as_set(member)
                call.values(functions, arguments.after(made if name == "__init__" else metaclass))


def _call_subclass_hook(frame: Frame, bases: tuple[Class, ...], keywords: dict[str, Values], site: Site) -> None:
    cell = next((base.members["__init_subclass__"] for base in bases if "__init_subclass__" in base.members), None)
    for value in frame.read(cell) if cell is not None else EMPTY:
        if isinstance(value, Function):
            frame.edge(value.key, "construct", EXACT, "subclass hook", site)
            invoke.run(frame, value, passing.Arguments([EMPTY], keywords))
