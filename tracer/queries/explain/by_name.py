"""Calls that reach something by a text: `getattr(tf, "nn")`, `importlib.import_module("keras")`."""

from __future__ import annotations

from typing import NamedTuple

from tracer import facts as f
from tracer.facts.expressions import dotted

_IMPORTING = {"importlib.import_module", "import_module", "__import__"}


class Reached(NamedTuple):
    """What such a call, `by` something of that name, reaches: an attribute of `owner`, or a module where there is none.
    `name` is None where it is not written out; with `is_optional` it need not be there. `top` says that the first
    package of `name` is given."""

    by: str
    owner: f.Expr | None
    name: str | None
    is_optional: bool = False
    top: bool = False


def reached(call: f.Call) -> Reached | None:
    """What a call of these functions reaches; None for any other call."""
    called, given = dotted(call.func) or "", [argument.value for argument in call.args]
    if any(argument.star or argument.keyword for argument in call.args):
        return None
    if called == "getattr" and len(given) > 1:
        return Reached("getattr", given[0], _text(given[1]), is_optional=len(given) > 2)
    if called in _IMPORTING and given:
        name = _text(given[0])
        return (
            None
            if name is None or name.startswith(".")
            else Reached(called.partition(".")[0], None, name, top=called == "__import__")
        )
    return None


def _text(expression: f.Expr) -> str | None:
    return expression.value if isinstance(expression, f.Constant) and expression.kind == "str" else None
