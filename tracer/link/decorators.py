"""What a decorator does to the signature of the function it decorates, judged from the decorator's own code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Literal

import msgspec

from tracer import facts as f
from tracer.facts.expressions import dotted
from tracer.link import values
from tracer.linked import EXTERNAL

if TYPE_CHECKING:
    from tracer.link.program import Module, Program

Effect = Literal["keeps", "marks", "replaces"]

_TRANSPARENT = frozenset(
    {"tf_decorator", "tf_contextlib", "dispatch", "deprecation", "doc_controls", "traceback_utils", "tf_export"}
)
"""Modules whose decorators TensorFlow's `tf_inspect` sees through, or that hand the function back."""
_MAKERS = frozenset({"make_decorator", "rewrap", "TFDecorator"})
_COPIERS = frozenset({"wraps", "update_wrapper"})
_CONTEXT_MANAGERS = frozenset({"contextlib.contextmanager", "contextlib.asynccontextmanager"})
_FORWARDED = (f.Parameter("args", "varargs"), f.Parameter("kwds", "varkw"))


class Decorator(msgspec.Struct, frozen=True, gc=False):
    """What a decorator does to the visible signature.

    effect
        "keeps": the function's own stays. "marks": a `tf_decorator` wrapper; the function's own stays, also through
        wrappers around it, which copy the mark. "replaces": `parameters` are seen instead.
    """

    effect: Effect
    parameters: tuple[f.Parameter, ...] = ()


KEEPS, MARKS = Decorator("keeps"), Decorator("marks")


class Decorators:
    """Decorators of a program, each judged once."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._judged: dict[tuple[str, int], Decorator] = {}

    def visible(self, scope: values.Scope, definition: f.Definition) -> tuple[f.Parameter, ...]:
        """The parameters one sees through the decorators of `definition`, as TensorFlow's `tf_inspect` does."""
        parameters, marked = definition.parameters, False
        for expression in reversed(definition.decorators):
            decorator = self.judge(scope, expression)
            if decorator.effect == "marks":
                marked = True
            elif decorator.effect == "replaces" and not marked:
                parameters = decorator.parameters
        return parameters

    def judge(self, scope: values.Scope, expression: f.Expr) -> Decorator:
        called = 0
        while isinstance(expression, f.Call):
            expression = expression.func
            called += 1
        found = values.evaluate(self._program, scope, expression)
        return self.judge_key(found[0].key, called) if found else KEEPS

    def judge_key(self, key: str, called: int) -> Decorator:
        """What the decorator `key` does, used as `@key` or, if `called`, as `@key(...)`."""
        if (key, called) not in self._judged:
            self._judged[key, called] = KEEPS
            self._judged[key, called] = self._judge(key, called)
        return self._judged[key, called]

    def made(self, key: str, called: int) -> str | None:
        """The nested function that calling `key` gives (`key(...)(...)` if `called`) as a new function of its own; None
        where it hands back, or wraps so that one can see through it, what it is given."""
        found = self._program.definition(key)
        if found is None or found[1].kind != "function" or self._program.flow(found[0].name) is None:
            return None
        module, definition = found
        if module.name.rpartition(".")[2] in _TRANSPARENT or self.judge_key(key, called).effect == "marks":
            return None
        wrapper = self._wrapper(module, definition, called)
        if wrapper is None or _copies(wrapper.decorators):
            return None
        return module.keys[module.facts.definitions.index(wrapper)]

    def _judge(self, key: str, called: int) -> Decorator:
        if key.removeprefix(EXTERNAL) in _CONTEXT_MANAGERS:
            return Decorator("replaces", _FORWARDED)
        found = self._program.definition(key)
        if found is None or found[1].kind != "function":
            return KEEPS
        module, definition = found
        inner = list(_inside(module, definition))
        if self._makes_tf_decorator(module, definition, inner):
            return MARKS
        if module.name.rpartition(".")[2] in _TRANSPARENT:
            return KEEPS
        wrapper = self._wrapper(module, definition, called)
        return Decorator("replaces", wrapper.parameters) if wrapper is not None else KEEPS

    def _wrapper(self, module: Module, definition: f.Definition, called: int) -> f.Definition | None:
        """The function that stands for the decorated one: what the decorator returns, or what that returns."""
        flow = self._program.flow(module.name)
        if flow is None:
            return next((d for d in _inside(module, definition) if _copies(d.decorators)), None)
        found: f.Definition | None = definition
        for _ in range(called + 1):
            found = returned(module, flow, found) if found is not None else None
        return found

    def _makes_tf_decorator(self, module: Module, definition: f.Definition, inner: list[f.Definition]) -> bool:
        flow = self._program.flow(module.name)
        if flow is None:
            return bool(inner) and "tf_decorator" in module.namespace.names
        indices = {module.facts.definitions.index(d) for d in (definition, *inner)}
        return any(name in _MAKERS for index in indices for name in _called(flow.bodies[index]))


def returned(module: Module, flow: f.PythonFlow, definition: f.Definition) -> f.Definition | None:
    """The nested function that `definition` returns, bare or through `functools.wraps(f)(nested)` and the like."""
    index = module.facts.definitions.index(definition)
    nested = {d.name: d for d in module.facts.definitions if d.parent == index and d.kind == "function"}
    for value in _return_values(flow.bodies[index]):
        inner = value
        while isinstance(inner, f.Call) and inner.args:
            inner = inner.args[0].value
        if isinstance(inner, f.Name) and inner.id in nested:
            return nested[inner.id]
    return None


def _return_values(statements: Iterable[f.Statement]) -> Iterator[f.Expr]:
    for statement in statements:
        if isinstance(statement, f.Return) and statement.value is not None:
            yield statement.value
        for part in ("body", "orelse", "final"):
            yield from _return_values(getattr(statement, part, ()))


def _inside(module: Module, definition: f.Definition) -> Iterator[f.Definition]:
    prefix = f"{definition.qualname}.<locals>."
    for other in module.facts.definitions:
        if other.qualname.startswith(prefix) and other.kind == "function":
            yield other


def _copies(decorators: Iterable[f.Expr]) -> bool:
    names = ((dotted(d.func) or "").rpartition(".")[2] for d in decorators if isinstance(d, f.Call))
    return any(name in _COPIERS for name in names)


def _called(statements: Iterable[f.Statement]) -> Iterator[str]:
    """Last components of the names called anywhere in `statements`, nested functions left out."""
    for node in f.nodes(tuple(statements)):
        if isinstance(node, f.Call):
            yield (dotted(node.func) or "").rpartition(".")[2]
