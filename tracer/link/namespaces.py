"""The names a module or class body binds, in the order Python would bind them, with every branch kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Literal

import msgspec

from tracer import facts as f
from tracer.facts.expressions import dotted
from tracer.link.conditions import Settings, decide
from tracer.link.unparse import unparse

TAKEN, OTHER, UNTAKEN = 0, 1, 2
"""Likelihood of a branch: surely or probably taken; the other one; decided not to run."""


class Binding(msgspec.Struct, frozen=True, gc=False):
    """One way a name comes to be bound in a namespace.

    form
        "definition" (`definition` indexes the facts), "module" (bound to the module `module`), "from"
        (`attribute` of `module`), "value" (bound to the expression `value`), "opaque" (a loop variable, an
        unpacked tuple ...: nothing to follow).
    condition
        the branches it stands in, as written; None outside any.
    order
        its position in the run of the body: what stands later sees it.
    """

    name: str
    form: Literal["definition", "module", "from", "value", "opaque"]
    line: int
    order: int
    condition: str | None = None
    likelihood: int = TAKEN
    definition: int = -1
    module: str = ""
    attribute: str = ""
    value: f.Expr | None = None
    lazy: bool = False


class Star(msgspec.Struct, frozen=True, gc=False):
    """`from module import *`."""

    module: str
    line: int
    order: int
    condition: str | None = None
    likelihood: int = TAKEN


class Effect(msgspec.Struct, frozen=True, gc=False):
    """A statement that changes something other than a plain name of this namespace.

    `target` is the assigned attribute or subscript, or None for a call statement `value`; `op` is "=" or "+=" or "()".
    """

    target: f.Expr | None
    op: str
    value: f.Expr
    line: int
    order: int
    condition: str | None = None


class Namespace(msgspec.Struct, frozen=True, gc=False):
    """`names`: each name's bindings at the end of the body, best first. `history`: earlier ones, for names bound
    more than once. `exports`: the statements that build `__all__`, None when there are none. `orders`: the order at
    which each definition of this body is made."""

    names: dict[str, tuple[Binding, ...]]
    history: dict[str, list[tuple[int, tuple[Binding, ...]]]]
    stars: tuple[Star, ...]
    effects: tuple[Effect, ...]
    exports: tuple[Effect, ...] | None
    orders: dict[int, int]

    def at(self, name: str, order: int | None) -> tuple[Binding, ...]:
        """The bindings that a statement at `order` sees (None: at the end); () before the first."""
        final = self.names.get(name, ())
        if order is None:
            return final
        if name not in self.history:
            return final if final and final[0].order < order else ()
        seen: tuple[Binding, ...] = ()
        for position, bindings in self.history[name]:
            if position >= order:
                break
            seen = bindings
        return seen


def build(
    statements: Iterable[f.Statement],
    definitions: tuple[f.Definition, ...],
    settings: Settings,
    absolute: Callable[[str, int], str],
) -> Namespace:
    """The namespace of a body. `absolute` turns a relative import into an absolute module name."""
    builder = _Builder(definitions, settings, absolute)
    builder.run(statements)
    return builder.finish()


class _Builder:
    def __init__(
        self,
        definitions: tuple[f.Definition, ...],
        settings: Settings,
        absolute: Callable[[str, int], str],
    ) -> None:
        self.definitions = definitions
        self.settings = settings
        self.absolute = absolute
        self.frames: list[dict[str, tuple[Binding, ...]]] = [{}]
        self.history: dict[str, list[tuple[int, tuple[Binding, ...]]]] = {}
        self.stars: list[Star] = []
        self.effects: list[Effect] = []
        self.exports: list[Effect] = []
        self.orders: dict[int, int] = {}
        self.order = 0
        self.condition: str | None = None
        self.likelihood = TAKEN

    def finish(self) -> Namespace:
        history = {name: past for name, past in self.history.items() if len(past) > 1}
        return Namespace(
            names={name: bindings for name, bindings in self.frames[0].items() if bindings},
            history=history,
            stars=tuple(self.stars),
            effects=tuple(self.effects),
            exports=tuple(self.exports) if self.exports else None,
            orders=self.orders,
        )

    def run(self, statements: Iterable[f.Statement]) -> None:
        for statement in statements:
            handler = _STATEMENTS.get(type(statement))
            if handler:
                self.order += 1
                handler(self, statement)

    # ------------------------------------------------------------------------------------------ binding

    def current(self, name: str) -> tuple[Binding, ...]:
        for frame in reversed(self.frames):
            if name in frame:
                return frame[name]
        return ()

    def constant(self, name: str) -> f.Expr | None:
        bindings = self.current(name)
        return bindings[0].value if bindings and bindings[0].form == "value" else None

    def put(self, name: str, bindings: tuple[Binding, ...]) -> None:
        self.frames[-1][name] = bindings
        self.history.setdefault(name, []).append((self.order, bindings))

    def bind(
        self,
        name: str,
        form: Literal["definition", "module", "from", "value", "opaque"],
        line: int,
        *,
        definition: int = -1,
        module: str = "",
        attribute: str = "",
        value: f.Expr | None = None,
        lazy: bool = False,
    ) -> None:
        self.order += 1
        binding = Binding(
            name, form, line, self.order, self.condition, self.likelihood, definition, module, attribute, value, lazy
        )
        self.put(name, (binding,))

    def effect(self, target: f.Expr | None, op: str, value: f.Expr, line: int) -> Effect:
        effect = Effect(target, op, value, line, self.order, self.condition)
        self.effects.append(effect)
        return effect

    # ----------------------------------------------------------------------------------------- branches

    def branch(
        self, statements: tuple[f.Statement, ...], condition: str | None, likelihood: int
    ) -> dict[str, tuple[Binding, ...]]:
        saved = self.condition, self.likelihood
        self.condition = f"{saved[0]} and {condition}" if saved[0] and condition else condition or saved[0]
        self.likelihood = max(saved[1], likelihood)
        self.frames.append({})
        self.run(statements)
        self.condition, self.likelihood = saved
        return self.frames.pop()

    def merge(
        self, branches: list[dict[str, tuple[Binding, ...]]], *, exhaustive: bool, runs: int | None = None
    ) -> None:
        """Join what branches bind: all alternatives, and what was bound before unless a branch surely replaced it.

        Args:
            branches: the names each branch binds.
            exhaustive: whether one of the branches runs in any case.
            runs: the branch that is known to run.
        """
        for name in dict.fromkeys(name for branch in branches for name in branch):
            alternatives = [binding for branch in branches for binding in branch.get(name, ())]
            covered = exhaustive and all(name in branch for branch in branches)
            if not covered and not (runs is not None and name in branches[runs]):
                alternatives += [b for b in self.current(name) if b not in alternatives]
            self.put(name, tuple(sorted(alternatives, key=lambda b: b.likelihood)))

    def if_(self, statement: f.If) -> None:
        truth = decide(statement.test, self.settings, self.constant)
        body, orelse = {True: (TAKEN, UNTAKEN), False: (UNTAKEN, TAKEN), None: (TAKEN, OTHER)}[truth]
        text = unparse(statement.test)
        branches = [self.branch(statement.body, text, body)]
        exhaustive = bool(statement.orelse)
        if statement.orelse:
            is_elif = len(statement.orelse) == 1 and isinstance(statement.orelse[0], f.If)
            branches.append(self.branch(statement.orelse, None if is_elif else f"not ({text})", orelse))
        self.merge(branches, exhaustive=exhaustive, runs=0 if truth else 1 if truth is False and exhaustive else None)

    def try_(self, statement: f.Try) -> None:
        body = self.branch(statement.body + statement.orelse, "try", TAKEN)
        handlers = [
            self.branch(handler.body, f"except {unparse(handler.type)}".rstrip(), OTHER)
            for handler in statement.handlers
        ]
        self.merge([body, *handlers], exhaustive=False, runs=0)
        self.run(statement.final)

    def match(self, statement: f.Match) -> None:
        subject = unparse(statement.subject)
        branches = [
            self.branch(case.body, f"{subject} matches {', '.join(_compared(case.pattern)) or '_'}", TAKEN)
            for case in statement.cases
        ]
        self.merge(branches, exhaustive=False)

    def loop(self, statement: f.For | f.While) -> None:
        if isinstance(statement, f.For):
            self.assign_target(statement.target, None, statement.line)
        self.run(statement.body)
        self.run(statement.orelse)

    def with_(self, statement: f.With) -> None:
        for _, target in statement.items:
            if target is not None:
                self.assign_target(target, None, statement.line)
        self.run(statement.body)

    # --------------------------------------------------------------------------------------- statements

    def define(self, statement: f.Define) -> None:
        definition = self.definitions[statement.definition]
        self.orders[statement.definition] = self.order
        if _extends_property(definition) and self.current(definition.name):
            return
        self.bind(definition.name, "definition", definition.line, definition=statement.definition)

    def import_(self, statement: f.Import) -> None:
        if statement.asname:
            self.bind(statement.asname, "module", statement.line, module=statement.name)
            return
        top = statement.name.partition(".")[0]
        known = self.current(top)
        if not (known and known[0].form == "module" and known[0].module == top and known[0].condition is None):
            self.bind(top, "module", statement.line, module=top)

    def import_from(self, statement: f.ImportFrom) -> None:
        module = self.absolute(statement.module, statement.level)
        if statement.name == "*":
            self.stars.append(Star(module, statement.line, self.order, self.condition, self.likelihood))
            return
        name = statement.asname or statement.name
        self.bind(name, "from", statement.line, module=module, attribute=statement.name)

    def assign(self, statement: f.Assign) -> None:
        for target in statement.targets:
            self.assign_target(target, statement.value, statement.line)

    def assign_target(self, target: f.Expr, value: f.Expr | None, line: int) -> None:
        if isinstance(target, f.Name):
            if target.id == "__all__" and value is not None:
                self.exports.clear()
                self.exports.append(Effect(target, "=", value, line, self.order, self.condition))
            self.bind(target.id, "value" if value is not None else "opaque", line, value=value)
        elif isinstance(target, f.Starred):
            self.assign_target(target.value, None, line)
        elif isinstance(target, f.Sequence):
            self.unpack(target, value, line)
        elif value is not None:
            own = self.own_name(target)
            if own:
                self.bind(own, "value", line, value=value)
            else:
                self.effect(target, "=", value, line)

    def own_name(self, target: f.Expr) -> str | None:
        """The name that `sys.modules[__name__].x = ...` or `globals()["x"] = ...` binds in this namespace."""
        if isinstance(target, f.Attribute) and self.is_own_module(target.value):
            return target.attr
        if (
            isinstance(target, f.Subscript)
            and isinstance(target.value, f.Call)
            and dotted(target.value.func) in ("globals", "vars", "locals")
            and isinstance(target.index, f.Constant)
        ):
            return target.index.value
        return None

    def is_own_module(self, expression: f.Expr) -> bool:
        if isinstance(expression, f.Name):
            value = self.constant(expression.id)
            return value is not None and not isinstance(value, f.Name) and self.is_own_module(value)
        return (
            isinstance(expression, f.Subscript)
            and (dotted(expression.value) or "").endswith("sys.modules")
            and dotted(expression.index) == "__name__"
        )

    def unpack(self, target: f.Sequence, value: f.Expr | None, line: int) -> None:
        values: tuple[f.Expr | None, ...] = (None,) * len(target.elements)
        if isinstance(value, f.Sequence) and len(value.elements) == len(target.elements):
            values = value.elements
        elif value is not None:
            self.effect(target, "=", value, line)
        for element, one in zip(target.elements, values, strict=True):
            self.assign_target(element, one, line)

    def augment(self, statement: f.AugAssign) -> None:
        if isinstance(statement.target, f.Name) and statement.target.id == "__all__":
            self.exports.append(Effect(statement.target, "+=", statement.value, statement.line, self.order))
        else:
            self.effect(statement.target, "+=", statement.value, statement.line)

    def expression(self, statement: f.Expression) -> None:
        if not isinstance(statement.value, f.Call):
            return
        name = dotted(statement.value.func)
        if name in ("__all__.extend", "__all__.append") and statement.value.args:
            op = "+=" if name.endswith("extend") else "append"
            value = statement.value.args[0].value
            self.exports.append(Effect(None, op, value, statement.line, self.order, self.condition))
        elif name == "setattr" and len(statement.value.args) == 3:
            self.set_attribute(statement.value, statement.line)
        elif name is None or name.rpartition(".")[2] in _EFFECTIVE_CALLS:
            self.effect(None, "()", statement.value, statement.line)

    def set_attribute(self, call: f.Call, line: int) -> None:
        owner, name, value = (argument.value for argument in call.args)
        if isinstance(name, f.Constant) and name.kind == "str":
            self.assign_target(f.Attribute(owner, name.value, line, 0), value, line)

    def delete(self, statement: f.Delete) -> None:
        for target in statement.targets:
            if isinstance(target, f.Name):
                self.frames[-1][target.id] = ()


_EFFECTIVE_CALLS = frozenset({"append", "insert", "extend", "setdefault", "update", "remove_undocumented"})


def _extends_property(definition: f.Definition) -> bool:
    """`@x.setter def x`: the property named before stays what the name means."""
    return any(
        isinstance(d, f.Attribute)
        and d.attr in ("setter", "deleter", "getter")
        and isinstance(d.value, f.Name)
        and d.value.id == definition.name
        for d in definition.decorators
    )


_STATEMENTS: dict[type, Callable[..., None]] = {
    f.Define: _Builder.define,
    f.Import: _Builder.import_,
    f.ImportFrom: _Builder.import_from,
    f.Assign: _Builder.assign,
    f.AugAssign: _Builder.augment,
    f.Expression: _Builder.expression,
    f.Delete: _Builder.delete,
    f.If: _Builder.if_,
    f.Try: _Builder.try_,
    f.For: _Builder.loop,
    f.While: _Builder.loop,
    f.With: _Builder.with_,
    f.Match: _Builder.match,
}


def _compared(pattern: f.Expr) -> Iterator[str]:
    """The classes and values that a `case` pattern names."""
    match pattern:
        case f.Walrus(value=inner) | f.Starred(value=inner):
            yield from _compared(inner)
        case f.Call(func=cls, args=arguments):
            yield unparse(cls)
            for argument in arguments:
                yield from _compared(argument.value)
        case f.Sequence(elements=inner_patterns) | f.BoolOp(values=inner_patterns):
            for one in inner_patterns:
                yield from _compared(one)
        case f.Mapping(items=items):
            for key, value in items:
                if key is not None:
                    yield unparse(key)
                yield from _compared(value)
        case f.Constant(kind="Ellipsis"):
            return
        case _:
            yield unparse(pattern)
