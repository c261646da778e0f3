"""Which branch of a module-level `if` runs: decided where the snapshot's setting decides it, else left open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tracer import facts as f
from tracer.facts.expressions import dotted

PYTHON = (3, 11)
"""The Python whose branches are taken: what the indexed releases of today run on."""

_BACKENDS = frozenset({"tensorflow", "jax", "torch", "numpy", "openvino", "theano", "cntk"})
_KNOWN_NAMES = {
    "TYPE_CHECKING": False,
    "typing.TYPE_CHECKING": False,
    "six.PY2": False,
    "PY2": False,
    "six.PY3": True,
    "PY3": True,
    "__debug__": True,
}
_KNOWN_STRINGS = {"sys.platform": "linux", "os.name": "posix", "platform.system()": "Linux"}
_COMPARE: dict[str, Callable[[object, object], bool]] = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,  # type: ignore[operator]
    "<=": lambda a, b: a <= b,  # type: ignore[operator]
    ">": lambda a, b: a > b,  # type: ignore[operator]
    ">=": lambda a, b: a >= b,  # type: ignore[operator]
}


@dataclass(frozen=True, slots=True)
class Settings:
    """What decides branches: Keras 3's backend, and the API ("v1", "v2") of the indexed release."""

    backend: str = "tensorflow"
    api: str = "v2"


def decide(test: f.Expr, settings: Settings, constant: Callable[[str], f.Expr | None]) -> bool | None:
    """Truth of `test`; None where only a run would tell. `constant` gives the value a module-level name was last
    assigned, where that is an expression."""
    decider = _DECIDERS.get(type(test))
    return decider(test, settings, constant) if decider else None


def _name(test: f.Name | f.Attribute, settings: Settings, constant: Callable[[str], f.Expr | None]) -> bool | None:
    text = dotted(test)
    if text is None:
        return None
    text = text.lstrip("_")
    if text in _KNOWN_NAMES:
        return _KNOWN_NAMES[text]
    if isinstance(test, f.Name):
        value = constant(test.id)
        if value is not None and not (isinstance(value, f.Name) and value.id == test.id):
            return decide(value, settings, lambda _: None)
    return None


def _constant(test: f.Constant, *_: object) -> bool | None:
    if test.kind in ("bool", "None"):
        return test.value == "True"
    return None


def _call(test: f.Call, settings: Settings, _: object) -> bool | None:
    name = dotted(test.func) or ""
    if name.lstrip("_") in ("tf2.enabled", "v2_enabled"):
        return settings.api == "v2"
    if name.endswith(("environ.get", "getenv")):
        return _environment_default(test)
    return None


def _environment_default(call: f.Call) -> bool | None:
    """Nobody sets the variable: the call gives its default."""
    if len(call.args) < 2:
        return False
    default = call.args[1].value
    return None if not isinstance(default, f.Constant) else default.value not in ("", "False", "None", "0")


def _unary(test: f.Unary, settings: Settings, constant: Callable[[str], f.Expr | None]) -> bool | None:
    value = decide(test.operand, settings, constant) if test.op == "not" else None
    return None if value is None else not value


def _bool_op(test: f.BoolOp, settings: Settings, constant: Callable[[str], f.Expr | None]) -> bool | None:
    values = [decide(value, settings, constant) for value in test.values]
    decisive = test.op == "or"
    if decisive in values:
        return decisive
    return None if None in values else not decisive


def _compare(test: f.Compare, settings: Settings, _: object) -> bool | None:
    if len(test.ops) != 1:
        return None
    left, op, right = test.left, test.ops[0], test.comparators[0]
    known = _known_value(left, settings)
    if op in ("in", "not in"):
        return _contains(known, right, op)
    if known is None:
        left, right = right, left
        known = _known_value(left, settings)
        op = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}.get(op, op)
    literal = _literal(right)
    if known is None or literal is None or op not in _COMPARE:
        return None
    if isinstance(known, str) and settings.backend == known and literal not in _BACKENDS:
        return None
    try:
        return _COMPARE[op](known, literal)
    except TypeError:
        return None


def _contains(known: object, right: f.Expr, op: str) -> bool | None:
    if not isinstance(right, f.Sequence) or known is None:
        return None
    return (known in [_literal(element) for element in right.elements]) == (op == "in")


def _known_value(expression: f.Expr, settings: Settings) -> object:
    if isinstance(expression, f.Call):
        name = dotted(expression.func) or ""
        if name.endswith(("environ.get", "getenv")):
            return _literal(expression.args[1].value) or "" if len(expression.args) > 1 else ""
        expression = expression.func
        if name.rpartition(".")[2].strip("_") == "backend":
            return settings.backend
        return _KNOWN_STRINGS.get(name + "()")
    if isinstance(expression, f.Subscript) and _version_info(expression.value):
        return _version_part(expression.index)
    if _version_info(expression):
        return PYTHON
    name = dotted(expression) or ""
    if name == "__name__":
        return "<imported>"
    if name.endswith("version_info.major"):
        return PYTHON[0]
    if name.rpartition(".")[2].strip("_").lower() in ("backend", "backend_name"):
        return settings.backend
    return _KNOWN_STRINGS.get(name.lstrip("_"))


def _version_info(expression: f.Expr) -> bool:
    return (dotted(expression) or "").endswith("version_info")


def _version_part(index: f.Expr) -> object:
    if isinstance(index, f.Constant):
        return PYTHON[int(index.value)] if index.value in ("0", "1") else None
    return PYTHON


def _literal(expression: f.Expr) -> object:
    if isinstance(expression, f.Constant):
        if expression.kind == "str":
            return expression.value
        if expression.kind == "int":
            return int(expression.value, 0)
        if expression.kind == "float":
            return float(expression.value)
    if isinstance(expression, f.Sequence):
        return tuple(_literal(element) for element in expression.elements)
    return None


_DECIDERS: dict[type, Callable[..., bool | None]] = {
    f.Name: _name,
    f.Attribute: _name,
    f.Constant: _constant,
    f.Call: _call,
    f.Unary: _unary,
    f.BoolOp: _bool_op,
    f.Compare: _compare,
}
