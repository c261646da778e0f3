"""What a body says about names before anything is known about values."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from tracer import facts as f
from tracer.facts.expressions import dotted


def bound_names(body: Iterable[f.Statement], definitions: tuple[f.Definition, ...]) -> Iterator[str]:
    """Names that statements of this body bind (nested bodies of functions and classes excluded)."""
    for statement in body:
        match statement:
            case f.Assign(targets=targets):
                for target in targets:
                    yield from target_names(target)
            case f.AugAssign(target=target):
                yield from target_names(target)
            case f.Define(definition=index):
                yield definitions[index].name
            case f.Import(name=name, asname=asname):
                yield asname or name.partition(".")[0]
            case f.ImportFrom(name=name, asname=asname):
                yield asname or name
            case f.For(target=target):
                yield from target_names(target)
            case f.With(items=items):
                for _, with_target in items:
                    if with_target is not None:
                        yield from target_names(with_target)
            case f.Try(handlers=handlers):
                yield from (handler.name for handler in handlers if handler.name)
            case f.Match(cases=cases):
                yield from (name for case in cases for name in case.binds)
            case _:
                pass
        for inner in inner_bodies(statement):
            yield from bound_names(inner, definitions)


def target_names(target: f.Expr) -> Iterator[str]:
    match target:
        case f.Name(id=name):
            yield name
        case f.Sequence(elements=elements):
            for element in elements:
                yield from target_names(element)
        case f.Starred(value=value):
            yield from target_names(value)
        case _:
            return


def inner_bodies(statement: f.Statement) -> tuple[tuple[f.Statement, ...], ...]:
    """The blocks of a compound statement."""
    match statement:
        case f.If(body=body, orelse=orelse) | f.While(body=body, orelse=orelse) | f.For(body=body, orelse=orelse):
            return (body, orelse)
        case f.With(body=body):
            return (body,)
        case f.Try(body=body, handlers=handlers, orelse=orelse, final=final):
            return (body, *(handler.body for handler in handlers), orelse, final)
        case f.Match(cases=cases):
            return tuple(case.body for case in cases)
        case _:
            return ()


def declared_names(body: Iterable[f.Statement], kind: str) -> Iterator[str]:
    """Names under `global` or `nonlocal`."""
    for statement in body:
        if isinstance(statement, f.Scope) and statement.kind == kind:
            yield from statement.names
        for inner in inner_bodies(statement):
            yield from declared_names(inner, kind)


def transparent_names(body: Iterable[f.Statement]) -> frozenset[str]:
    """Names whose call's result this body returns: `return name(...)`, or `x = name(...)` and `return x`.

    A wrapper that does so is seen through: what its caller gets is what the wrapped function returns.
    """
    returned: set[str] = set()
    assigned: list[tuple[str, str]] = []
    called: set[str] = set()
    for statement in _flatten(body):
        if isinstance(statement, f.Return) and statement.value is not None:
            name = _called_name(statement.value)
            if name:
                called.add(name)
            elif isinstance(statement.value, f.Name):
                returned.add(statement.value.id)
        elif isinstance(statement, f.Assign) and statement.value is not None:
            name = _called_name(statement.value)
            if name:
                assigned += [(target.id, name) for target in statement.targets if isinstance(target, f.Name)]
    called.update(name for target, name in assigned if target in returned)
    return frozenset(called)


def used_names(body: Iterable[f.Statement]) -> tuple[frozenset[str], frozenset[str]]:
    """Plain names that this body calls anywhere, and those that it passes in calls; nested functions left out."""
    calls = [node for node in f.nodes(tuple(body)) if isinstance(node, f.Call)]
    called = frozenset(call.func.id for call in calls if isinstance(call.func, f.Name))
    arguments = (argument.value for call in calls for argument in call.args)
    return called, frozenset(value.id for value in arguments if isinstance(value, f.Name))


def is_read(body: Iterable[f.Statement], name: str) -> bool:
    """Whether this body uses `name` otherwise than as `*name` or `**name` in calls."""
    nodes = list(f.nodes(tuple(body)))
    handed_on = [one.value for node in nodes if isinstance(node, f.Call) for one in node.args if one.star]
    is_name = sum(isinstance(node, f.Name) and node.id == name for node in nodes)
    return is_name > sum(isinstance(value, f.Name) and value.id == name for value in handed_on)


def aliases(body: Iterable[f.Statement], parameters: Iterable[str]) -> dict[str, frozenset[str]]:
    """Names that are assigned a parameter as it is, `x = parameter`, with all parameters so assigned."""
    known = frozenset(parameters)
    found: dict[str, frozenset[str]] = {}
    for statement in _flatten(body):
        if isinstance(statement, f.Assign) and isinstance(statement.value, f.Name) and statement.value.id in known:
            for target in statement.targets:
                if isinstance(target, f.Name):
                    found[target.id] = found.get(target.id, frozenset()) | {statement.value.id}
    return found


def is_made_if_missing(body: tuple[f.Statement, ...], parameters: Iterable[str], returned: f.Expr) -> bool:
    """Whether a body returns what it makes by calling a parameter and keeps in a table, or what it finds there:
    `x = find(key)`, then `x = make()` and `keep(key, x)`; or `table[key] = make()`, and `return table[key]`."""
    makers = frozenset(parameters)
    assigned = [one for one in _flatten(body) if isinstance(one, f.Assign) and one.value is not None]
    made = {name for one in assigned if _called_name(one.value) in makers for name in _names(one)}
    stored = [one for one in assigned if _called_name(one.value) in makers or _is_name(one.value, made)]
    tables = {dotted(target.value) for one in stored for target in one.targets if isinstance(target, f.Subscript)}
    if isinstance(returned, f.Subscript):
        return dotted(returned.value) in tables
    if not isinstance(returned, f.Name) or returned.id not in made:
        return False
    is_kept = bool(tables) or any(_hands_on(one, returned.id) for one in _flatten(body))
    return is_kept and any(_looks_up(one.value) and returned.id in _names(one) for one in assigned)


def _names(statement: f.Assign) -> set[str]:
    return {target.id for target in statement.targets if isinstance(target, f.Name)}


def _is_name(expression: f.Expr | None, names: Container[str]) -> bool:
    return isinstance(expression, f.Name) and expression.id in names


def _hands_on(statement: f.Statement, name: str) -> bool:
    """Whether a statement is a call that is passed `name`, and of which nothing is used."""
    if not isinstance(statement, f.Expression) or not isinstance(statement.value, f.Call):
        return False
    return any(_is_name(argument.value, (name,)) for argument in statement.value.args)


def _looks_up(expression: f.Expr | None) -> bool:
    return isinstance(expression, f.Subscript) or (isinstance(expression, f.Call) and bool(expression.args))


def _called_name(expression: f.Expr | None) -> str | None:
    if isinstance(expression, f.Await):
        expression = expression.value
    if isinstance(expression, f.Call) and isinstance(expression.func, f.Name):
        return expression.func.id
    return None


def _flatten(body: Iterable[f.Statement]) -> Iterator[f.Statement]:
    for statement in body:
        yield statement
        for inner in inner_bodies(statement):
            yield from _flatten(inner)
