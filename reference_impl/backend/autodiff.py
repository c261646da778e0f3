"""Reverse-mode automatic differentiation: a tape of what was computed, walked backwards.

Baydin et al., "Automatic differentiation in machine learning: a survey", JMLR 18 (2018), section 3.2.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextvars import ContextVar
from typing import Any

import numpy as np

from .base import Value, Variable

Rules = Sequence[Callable[..., Value]]
active: ContextVar[NumpyTape | None] = ContextVar("tape", default=None)
_active = active.get


def primitive(forward: Callable[..., Any], rules: Rules) -> Callable[..., Any]:
    """`forward`, recorded on the tape in scope; `rules[i](ops, g, out, *args, **kwargs)`: gradient by argument i."""

    def operation(*args: Any, **kwargs: Any) -> Any:
        try:
            out = forward(*args, **kwargs)
        except AttributeError:  # lists and numbers, rare enough not to look for each time, become arrays
            args = tuple(np.asanyarray(a) if i < len(rules) or type(a) is list else a for i, a in enumerate(args))
            out = forward(*args, **kwargs)
        if (tape := _active()) is not None:
            out = tape.handed_out(out, args) if tape.handed_out is not None else out
            tape.record(out, rules, args, kwargs)
        return out

    return operation


class NumpyTape:
    """Keeps each operation whose arguments depend on a watched value. Values are told apart by identity.

    `ops` has the recorded operations, `ops.plain` the same unrecorded. What is computed from arrays that code outside
    this package was given goes through `handed_out`.
    """

    outer: NumpyTape | None = None
    handed_out: Callable[..., Value] | None = None

    def __init__(self, watched: Sequence[Value], ops: Any) -> None:
        self.watched, self.ops, self.tracked = watched, ops, set(map(id, watched))
        self.entries: list[tuple[Value, Rules, tuple[Any, ...], dict[str, Any]]] = []

    def __enter__(self) -> NumpyTape:
        self.outer = _active()
        active.set(self)
        return self

    def __exit__(self, *exc: object) -> None:
        active.set(self.outer)

    def record(self, out: Value, rules: Rules, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        tracked = self.tracked
        for a in args:
            if id(a) in tracked:
                tracked.add(id(out))
                self.entries.append((out, rules, args, kwargs))
                break
        if self.outer is not None:
            self.outer.record(out, rules, args, kwargs)

    def gradient(self, target: Value, variables: Sequence[Variable | Value]) -> list[Value | None]:
        """d target / d variable, each of the variable's shape; None where target does not depend on it.

        The gradient of a table of which rows were taken comes as `rows.Rows`. While another tape listens, the rules
        are recorded themselves, so that a tape around a tape gives second derivatives.
        """
        sources = [id(v.value if isinstance(v, Variable) else v) for v in variables]
        tracked, wanted, found = self.tracked, set(sources), {}
        ops = self.ops.plain if _active() is None else self.ops
        pending: dict[int, Value] = {id(target): target.dtype.type(1) if not target.ndim else np.ones_like(target)}
        for out, rules, args, kwargs in reversed(self.entries):
            g = pending.pop(id(out), None)
            if g is None:
                continue
            if id(out) in wanted:
                found[id(out)] = g
            g = g.dense() if hasattr(g, "dense") else g
            for a, rule in zip(args, rules, strict=False):
                if (key := id(a)) in tracked:
                    share, before = rule(ops, g, out, *args, **kwargs), pending.get(key)
                    pending[key] = share if before is None else _sum(ops, before, share)
        return [found.get(source, pending.get(source)) for source in sources]


def _sum(ops: Any, a: Value, b: Value) -> Value:
    return a + b if hasattr(a, "dense") or hasattr(b, "dense") else ops.add(a, b)
