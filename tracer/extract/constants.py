"""Strings and lists of strings that a file spells out: the values of names given to decorators."""

from __future__ import annotations

from tracer.facts import Assign, Binary, Call, Constant, Expr, Formatted, If, Name, Sequence, Starred, Statement, Try

Value = str | tuple[str, ...]


class Unknown(Exception):
    """An expression has no value that the file alone tells."""


class Constants:
    """The module-level constants of a file, evaluated as they are asked for; `bound` are loop variables."""

    def __init__(self, body: tuple[Statement, ...]) -> None:
        self.body = body
        self.bound: dict[str, Value] = {}
        self._assigned: dict[str, Expr | None] | None = None

    def strings(self, expressions: list[Expr]) -> tuple[str, ...]:
        """The strings of positional arguments, of which each may be a string, a list of them, or starred."""
        found: list[str] = []
        for expression in expressions:
            value = self.value(expression)
            found.extend((value,) if isinstance(value, str) else value)
        return tuple(found)

    def text(self, expression: Expr) -> str:
        value = self.value(expression)
        if not isinstance(value, str):
            raise Unknown
        return value

    def value(self, expression: Expr) -> Value:
        """What `expression` evaluates to. Raises Unknown."""
        match expression:
            case Constant("str", value):
                return value
            case Sequence(_, elements):
                return self.strings(list(elements))
            case Starred(value):
                return self.value(value)
            case Name(id=name):
                return self._named(name)
            case Formatted(values, template):
                return self._formatted(values, template)
            case Binary(op, left, right):
                return self._combined(op, self.value(left), self.value(right))
            case Call(Name(id="list" | "tuple" | "sorted"), (argument,)):
                return self.value(argument.value)
        raise Unknown

    def _combined(self, op: str, left: Value, right: Value) -> Value:
        if op == "+" and isinstance(left, str) and isinstance(right, str):
            return left + right
        if op == "+" and isinstance(left, tuple) and isinstance(right, tuple):
            return left + right
        if op == "%" and isinstance(left, str):
            try:
                return left % right
            except (TypeError, ValueError) as error:
                raise Unknown from error
        raise Unknown

    def _formatted(self, values: tuple[Expr, ...], template: str) -> str:
        try:
            return template.format(*[self.text(value) for value in values])
        except (IndexError, ValueError, KeyError) as error:
            raise Unknown from error

    def _named(self, name: str) -> Value:
        if name in self.bound:
            return self.bound[name]
        if self._assigned is None:
            self._assigned = {}
            self._collect(self.body, self._assigned)
        # Taken out while it is evaluated, so that `x = x + y` ends.
        expression = self._assigned.pop(name, None)
        if expression is None:
            raise Unknown
        try:
            return self.value(expression)
        finally:
            self._assigned[name] = expression

    def _collect(self, body: tuple[Statement, ...], assigned: dict[str, Expr | None]) -> None:
        for statement in body:
            match statement:
                case Assign(targets, value):
                    for target in targets:
                        if isinstance(target, Name):
                            # Bound twice to different things: what it is depends on when one asks.
                            known = target.id not in assigned or assigned[target.id] == value
                            assigned[target.id] = value if known else None
                case If(_, body, orelse) | Try(body, _, orelse):
                    self._collect(body, assigned)
                    self._collect(orelse, assigned)
