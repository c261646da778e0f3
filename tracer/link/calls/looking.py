"""Parameters that a function does no more with than look: it asks for their name, says what they are, compares them.

What is passed for these is neither called by the function nor let out to others that might: a method that an error
message names has not become a callback. Whatever else is done with a name, it may be called in the end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator
from typing import TYPE_CHECKING

from tracer import facts as f
from tracer.facts.expressions import dotted
from tracer.link.calls.world import locals_of

if TYPE_CHECKING:
    from tracer.link.calls.values import Function
    from tracer.link.calls.world import World

TELLING = frozenset({"__class__", "__doc__", "__module__", "__name__", "__qualname__"})
"""Attributes of functions that say what they are."""
LOOKING = frozenset(
    {"bool", "callable", "format", "hasattr", "hash", "id", "isinstance", "issubclass", "print", "repr", "str", "type"}
)
"""Builtins that call nothing of what they are given, where that is a function."""


def only_looks_at(world: World, function: Function, name: str) -> bool:
    """Whether a function uses a parameter, and only to look at it."""
    known = world.looked_at.get(function)
    if known is None:
        known = world.looked_at[function] = frozenset(_looked_at(function))
    return name in known


def _looked_at(function: Function) -> Iterator[str]:
    if function.is_abstract or function.children:
        return
    shadowed = function.module.variables.keys() | locals_of(function)
    looks = Counter(name for node in f.nodes(function.body) for name in _names(_looks(node, shadowed)))
    if not looks:
        return
    uses = Counter(node.id for node in f.nodes(function.body) if isinstance(node, f.Name))
    yield from (name for name in function.by_name if looks[name] == uses[name] > 0)


def _looks(node: f.Fact, shadowed: Container[str]) -> Iterator[f.Expr]:
    """The expressions that this looks at, or gives another meaning."""
    match node:
        case f.Attribute(value=value, attr=attr) if attr in TELLING:
            yield value
        case f.Compare(left=left, comparators=comparators):
            yield from (left, *comparators)
        case f.Formatted(values=values):
            yield from values
        case f.If(test=test) | f.While(test=test) | f.IfExp(test=test) | f.Unary(op="not", operand=test):
            yield from _tested(test)
        case f.Binary(op="%", left=f.Constant(kind="str"), right=right):
            yield from right.elements if isinstance(right, f.Sequence) else (right,)
        case f.Assign(targets=targets):
            yield from targets
        case f.Call(func=func, args=args) if args and dotted(func) == "getattr" and "getattr" not in shadowed:
            if len(args) > 1 and isinstance(args[1].value, f.Constant) and args[1].value.value in TELLING:
                yield args[0].value
        case f.Call(func=func, args=args) if _is_look(func, shadowed):
            yield from (argument.value for argument in args if not argument.star)
        case _:
            return


def _tested(test: f.Expr) -> Iterator[f.Expr]:
    if isinstance(test, f.BoolOp):
        for value in test.values:
            yield from _tested(value)
    else:
        yield test


def _is_look(func: f.Expr, shadowed: Container[str]) -> bool:
    if isinstance(func, f.Attribute):
        return func.attr == "format" and isinstance(func.value, f.Constant)
    return isinstance(func, f.Name) and func.id in LOOKING and func.id not in shadowed


def _names(expressions: Iterable[f.Expr]) -> Iterator[str]:
    return (one.id for one in expressions if isinstance(one, f.Name))
