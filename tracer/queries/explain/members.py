"""What a class of a script has, wherever in it that is said; and what every object of Python has."""

from __future__ import annotations

from collections.abc import Iterator

from tracer import facts as f

PYTHONS_OWN = frozenset(
    {
        *("__class__", "__dict__", "__doc__", "__module__", "__name__", "__qualname__", "__weakref__", "__wrapped__"),
        *("__file__", "__path__", "__package__", "__spec__", "__loader__", "__cached__", "__builtins__", "__all__"),
        *("__base__", "__bases__", "__mro__", "__subclasses__", "__annotations__", "__signature__", "__defaults__"),
        *("__kwdefaults__", "__code__", "__closure__", "__globals__", "__func__", "__self__", "__sizeof__"),
        *("__dir__", "__reduce__", "__reduce_ex__", "__init_subclass__", "__subclasshook__", "mro"),
    }
)
"""Attributes of modules, classes, functions and instances that nobody defines."""


def members_of(definition: f.Definition, facts: f.PythonFacts, flow: f.PythonFlow) -> Iterator[str]:
    """The names that a class's body defines and assigns, and what any of its methods assigns to `self`."""
    for statement in definition.body:
        if isinstance(statement, f.Define):
            member = facts.definitions[statement.definition]
            yield member.name
            first = member.parameters[0].name if member.parameters else ""
            body = flow.bodies[statement.definition] if statement.definition < len(flow.bodies) else ()
            targets = (target for node in f.nodes(body) for target in f.nodes(_targets(node)))
            yield from (
                target.attr
                for target in targets
                if isinstance(target, f.Attribute) and isinstance(target.value, f.Name) and target.value.id == first
            )
        else:
            yield from (target.id for target in f.nodes(_targets(statement)) if isinstance(target, f.Name))


def _targets(statement: f.Fact) -> tuple[f.Expr, ...]:
    if isinstance(statement, f.Assign):
        return statement.targets
    return (statement.target,) if isinstance(statement, f.AugAssign) else ()
