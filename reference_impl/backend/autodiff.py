"""Reverse-mode automatic differentiation: a tape of what was computed, walked backwards.

Baydin et al., "Automatic differentiation in machine learning: a survey", JMLR 18 (2018), section 3.2. The rules of
`derivatives.py` are themselves made of recorded operations, so a tape around a tape gives second derivatives.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextvars import ContextVar, Token
from typing import Any

import numpy as np

from .base import Rows, Value, Variable

Rule = Callable[..., Value]
Rules = Sequence[Rule] | None
active: ContextVar[NumpyTape | None] = ContextVar("tape", default=None)
_active = active.get


def primitive(
    forward: Callable[..., Any], recorded_rules: Rules = None, plain_rules: Rules = None
) -> Callable[..., Any]:
    """`forward`, recorded on the tape in scope. `rules[i](g, out, *args, **kwargs)` is the gradient by argument i.

    `plain_rules` are the same made of operations that are not recorded, for when no outer tape listens.
    """
    rules = (recorded_rules, plain_rules)
    if recorded_rules is None:
        return forward

    def operation(*args: Any, **kwargs: Any) -> Any:
        out = forward(*args, **kwargs)
        tape = _active()
        if tape is not None:
            tape.record(out, rules, args, kwargs)
        return out

    return operation


class NumpyTape:
    """Keeps each operation whose arguments depend on a watched value. Values are told apart by identity."""

    def __init__(self, watched: Sequence[Value], add: Callable[[Value, Value], Value]) -> None:
        self.watched = list(watched)
        self.tracked = set(map(id, watched))
        self.entries: list[tuple[Value, Any, tuple[Any, ...], dict[str, Any]]] = []
        self.add = add
        self.outer: NumpyTape | None = None
        self._token: Token[NumpyTape | None] | None = None

    def __enter__(self) -> NumpyTape:
        self.outer = _active()
        self._token = active.set(self)
        return self

    def __exit__(self, *exc: object) -> None:
        if self._token is not None:
            active.reset(self._token)

    def record(self, out: Value, rules: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        tracked = self.tracked
        for a in args:
            if id(a) in tracked:
                tracked.add(id(out))
                self.entries.append((out, rules, args, kwargs))
                break
        if self.outer is not None:
            self.outer.record(out, rules, args, kwargs)

    def gradient(self, target: Value, variables: Sequence[Variable | Value]) -> list[Value | None]:
        """d target / d variable, each of the variable's shape (or Rows); None where target does not depend on it."""
        sources = [v.value if isinstance(v, Variable) else v for v in variables]
        tracked, add = self.tracked, self.add
        wanted = set(map(id, sources))
        found: dict[int, Value] = {}
        pending: dict[int, Value] = {id(target): target.dtype.type(1) if not target.ndim else np.ones_like(target)}
        which = 1 if _active() is None else 0
        for out, rules, args, kwargs in reversed(self.entries):
            key = id(out)
            g = pending.pop(key, None)
            if g is None:
                continue
            if key in wanted:
                found[key] = g
            if type(g) is Rows:
                g = g.dense()
            for i, a in enumerate(args):
                key = id(a)
                if key in tracked:
                    share = rules[which][i](g, out, *args, **kwargs)
                    before = pending.get(key)
                    pending[key] = share if before is None else _sum(before, share, add)
        return [found.get(id(s), pending.get(id(s))) for s in sources]


def _sum(a: Any, b: Any, add: Callable[[Value, Value], Value]) -> Any:
    if isinstance(a, Rows) and isinstance(b, Rows):
        join = a.ops.concatenate
        return Rows(
            a.ops, join([a.values, b.values], 0), join([a.indices.reshape(-1), b.indices.reshape(-1)], 0), a.shape
        )
    return add(*(g.dense() if isinstance(g, Rows) else g for g in (a, b)))
