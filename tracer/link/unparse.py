"""Expressions back to source text, for defaults, conditions and the lines of a chain."""

from __future__ import annotations

from collections.abc import Callable

from tracer import facts as f

_BRACKETS = {"list": ("[", "]"), "tuple": ("(", ")"), "set": ("{", "}")}


def unparse(expression: f.Expr | None) -> str:
    """Source text of `expression`, spaced as `ast.unparse` would, with lambdas and comprehensions cut short."""
    if expression is None:
        return ""
    handler = _HANDLERS.get(type(expression))
    return handler(expression) if handler else "..."


def argument(value: f.Argument) -> str:
    text = unparse(value.value)
    return f"{value.keyword}={text}" if value.keyword else f"{value.star}{text}"


def _constant(e: f.Constant) -> str:
    return repr(e.value) if e.kind == "str" else e.value


def _sequence(e: f.Sequence) -> str:
    left, right = _BRACKETS[e.kind]
    comma = "," if e.kind == "tuple" and len(e.elements) == 1 else ""
    return left + ", ".join(map(unparse, e.elements)) + comma + right


def _mapping(e: f.Mapping) -> str:
    pairs = (f"{unparse(k)}: {unparse(v)}" if k is not None else f"**{unparse(v)}" for k, v in e.items)
    return "{" + ", ".join(pairs) + "}"


def _compare(e: f.Compare) -> str:
    pairs = (f" {op} {unparse(value)}" for op, value in zip(e.ops, e.comparators, strict=True))
    return unparse(e.left) + "".join(pairs)


def _slice(e: f.Slice) -> str:
    step = f":{unparse(e.step)}" if e.step else ""
    return f"{unparse(e.lower)}:{unparse(e.upper)}{step}"


def _comprehension(e: f.Comprehension) -> str:
    left, right = {"list": ("[", "]"), "generator": ("(", ")")}.get(e.kind, ("{", "}"))
    value = f": {unparse(e.value)}" if e.value is not None else ""
    clauses = "".join(
        f" for {unparse(c.target)} in {unparse(c.iter)}" + "".join(f" if {unparse(i)}" for i in c.conditions)
        for c in e.clauses
    )
    return f"{left}{unparse(e.element)}{value}{clauses}{right}"


_HANDLERS: dict[type, Callable[..., str]] = {
    f.Name: lambda e: e.id,
    f.Attribute: lambda e: f"{unparse(e.value)}.{e.attr}",
    f.Call: lambda e: f"{unparse(e.func)}({', '.join(map(argument, e.args))})",
    f.Subscript: lambda e: f"{unparse(e.value)}[{unparse(e.index)}]",
    f.Slice: _slice,
    f.Constant: _constant,
    f.Sequence: _sequence,
    f.Mapping: _mapping,
    f.Lambda: lambda _: "lambda ...: ...",
    f.IfExp: lambda e: f"{unparse(e.body)} if {unparse(e.test)} else {unparse(e.orelse)}",
    f.BoolOp: lambda e: f" {e.op} ".join(map(unparse, e.values)),
    f.Binary: lambda e: f"{unparse(e.left)} {e.op} {unparse(e.right)}",
    f.Unary: lambda e: f"not {unparse(e.operand)}" if e.op == "not" else f"{e.op}{unparse(e.operand)}",
    f.Compare: _compare,
    f.Await: lambda e: f"await {unparse(e.value)}",
    f.Starred: lambda e: f"*{unparse(e.value)}",
    f.Comprehension: _comprehension,
    f.Formatted: lambda _: "f'...'",
    f.Walrus: lambda e: f"({unparse(e.target)} := {unparse(e.value)})",
}
