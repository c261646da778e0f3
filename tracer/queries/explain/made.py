"""The classes that a function is seen to make objects of: what `__new__` may give in place of its own class's."""

from __future__ import annotations

from typing import Any

import msgspec

from tracer import facts as f
from tracer.linked import Symbol
from tracer.store import Snapshot


def classes_made(snapshot: Snapshot, key: str) -> frozenset[str]:
    """The names, without their modules, of what a function calls or gives to a `__new__`: `Functional` of
    `Functional(...)`, `functional.Functional(...)` and `Functional.__new__(Functional)`. Which of them are classes the
    body does not say."""
    symbol = snapshot.symbol(key)
    body = () if symbol is None else _body(snapshot, symbol)
    nodes = list(f.nodes(body))
    imported = {node.asname: node.name for node in nodes if isinstance(node, f.ImportFrom) and node.asname}
    names = (_made(node) for node in nodes if isinstance(node, f.Call))
    return frozenset(imported.get(name, name) for name in names if name)


def _body(snapshot: Snapshot, symbol: Symbol) -> tuple[Any, ...]:
    found = None if symbol.file is None else snapshot.extracted(symbol.file)
    if found is None:
        return ()
    facts = msgspec.msgpack.decode(found[0], type=f.PythonFacts)
    flow = msgspec.msgpack.decode(found[1], type=f.PythonFlow)
    for definition, body in zip(facts.definitions, flow.bodies, strict=True):
        if (definition.qualname, definition.line) == (symbol.qualname, symbol.line):
            return body
    return ()


def _made(call: f.Call) -> str | None:
    made: Any = call.func
    if isinstance(made, f.Attribute) and made.attr == "__new__":
        made = call.args[0].value if call.args else None
    if isinstance(made, f.Attribute):
        return made.attr
    return made.id if isinstance(made, f.Name) else None
