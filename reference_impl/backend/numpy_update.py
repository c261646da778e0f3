"""Applying an elementwise update rule to all weights at once.

The weights of one dtype, and each of their slots, become views of flat arrays. A step then is one pass of the rule over
pieces that fit in the processor's cache, rather than many small operations a weight.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from .base import Rows, Value, Variable

PIECE = 16384
FLUSH_EVERY = 128
SMALLEST = 1e-30

Rule = Callable[..., tuple[Value, ...]]


class FlatGroup:
    """Variables of one dtype and their slots, in flat arrays."""

    def __init__(self, variables: Sequence[Variable], slots: Sequence[Sequence[Variable]]) -> None:
        self.variables, self.slots = list(variables), [list(s) for s in slots]
        self.size = sum(v.value.size for v in variables)
        self.flat = [_flatten(column) for column in (self.variables, *zip(*self.slots, strict=True))]
        self.gradient = np.empty(self.size, variables[0].dtype)
        self.steps = 0

    def holds(self, variables: Sequence[Variable]) -> bool:
        """Whether these are the group's variables, still at home in it (another optimizer may have moved them)."""
        home = self.flat[0]
        return len(variables) == len(self.variables) and all(
            a is b and a.value.base is home for a, b in zip(variables, self.variables, strict=True)
        )

    def apply(
        self, grads: Sequence[Value | Rows], prepared: Any, rule: Rule, size: Callable[[Value], Value] | None
    ) -> None:
        """One step of `rule`. All new values of a piece are computed before any is stored."""
        gradient, flat = self.gradient, self.flat
        sizes = None
        if size is not None and any(type(g) is Rows for g in grads):
            parts = [g.map(size).dense() if isinstance(g, Rows) else size(g) for g in grads]
            sizes = np.concatenate([part.ravel() for part in parts])
        np.concatenate([g.dense().ravel() if isinstance(g, Rows) else g.ravel() for g in grads], out=gradient)
        for start in range(0, self.size, PIECE):
            piece = slice(start, start + PIECE)
            weights, *slots = [array[piece] for array in flat]
            g = gradient[piece]
            measured = sizes[piece] if sizes is not None else size(g) if size is not None else None
            after = rule(weights, g, measured, prepared, *slots)
            weights[...] = after[0]
            for i, slot in enumerate(slots, 1):
                slot[...] = after[i]
        self.steps += 1
        if self.steps % FLUSH_EVERY == 0 and gradient.dtype == np.float32:
            self.flush()

    def flush(self) -> None:
        """Averages that decay towards zero turn denormal, and arithmetic then slow; TensorFlow flushes those to zero too."""
        for array in self.flat[1:]:
            array[np.abs(array) < SMALLEST] = 0


def _flatten(variables: Sequence[Variable]) -> np.ndarray:
    """One array of the variables' values, of which their storages become views."""
    flat = np.concatenate([v.value.ravel() for v in variables])
    start = 0
    for v in variables:
        end = start + v.value.size
        v.value = flat[start:end].reshape(v.shape)
        start = end
    return flat


def update_variables(
    groups: Any, variables: Sequence[Variable], slots: Sequence[Sequence[Variable]],
    grads: Sequence[Value | Rows], prepared: Mapping[str, Any], rule: Rule, size: Callable[[Value], Value] | None,
) -> Any:  # fmt: skip
    """Apply `rule` to all variables; returns the groups, to be handed in again at the next step."""
    if groups is None or sum(len(g.variables) for g in groups) != len(variables) or len(groups) != len(prepared):
        groups = _grouped(variables, slots)
    for group in groups:
        mine = [i for i, v in enumerate(variables) if v.dtype == group.variables[0].dtype]
        if not group.holds([variables[i] for i in mine]):
            groups = _grouped(variables, slots)
            return update_variables(groups, variables, slots, grads, prepared, rule, size)
    for group in groups:
        dtype = group.variables[0].dtype
        own = [g for g, v in zip(grads, variables, strict=True) if v.dtype == dtype]
        group.apply(own, prepared[dtype], rule, size)
    return groups


def _grouped(variables: Sequence[Variable], slots: Sequence[Sequence[Variable]]) -> list[FlatGroup]:
    by_dtype: dict[str, list[int]] = {}
    for i, v in enumerate(variables):
        by_dtype.setdefault(v.dtype, []).append(i)
    return [FlatGroup([variables[i] for i in own], [slots[i] for i in own]) for own in by_dtype.values()]
