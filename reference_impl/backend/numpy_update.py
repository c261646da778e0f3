"""Applying an elementwise update rule to all weights at once.

The weights of one dtype, and each of their slots, become views of flat arrays (large ones have their own). A step then
is one pass of the rule over pieces that fit in the processor's cache, rather than many small operations a weight.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from .base import Value, Variable

PIECE = 16384
FLUSH_EVERY = 128
SMALLEST = 1e-30

Rule = Callable[..., tuple[Value, ...]]
Size = Callable[[Value], Value] | None


class FlatGroup:
    """The variables of one dtype, by their places in the list of all, and their slots, in flat arrays."""

    def __init__(
        self, variables: Sequence[Variable], slots: Sequence[Sequence[Variable]], places: Sequence[int]
    ) -> None:
        self.places, self.total = places, len(variables)
        self.variables, self.dtype = [variables[i] for i in places], variables[places[0]].dtype
        self.flat = [_flatten(column) for column in (self.variables, *zip(*(slots[i] for i in places), strict=True))]
        self.gradient = np.empty_like(self.flat[0]) if len(places) > 1 else None
        pieces = [slice(start, start + PIECE) for start in range(0, self.flat[0].size, PIECE)]
        self.pieces = [(piece, [array[piece] for array in self.flat]) for piece in pieces]
        self.steps = 0

    def holds(self, variables: Sequence[Variable]) -> bool:
        """Whether these hold the group's variables, still at home in it (another optimizer may have moved them)."""
        if len(variables) != self.total:
            return False
        home = self.flat[0]
        for place, own in zip(self.places, self.variables, strict=True):
            if variables[place] is not own or own.value.base is not home:
                return False
        return True

    def apply(self, grads: Sequence[Value], prepared: Any, rule: Rule, size: Size) -> None:
        """One step of `rule`, which returns the new weights and slots."""
        sizes = None
        if [g for g in grads if hasattr(g, "dense")]:
            from .rows import dense_with_sizes

            grads, sizes = dense_with_sizes(grads, size)
        flat = [g.ravel() for g in grads]
        gradient = flat[0] if len(flat) == 1 else np.concatenate(flat, out=self.gradient)
        for piece, arrays in self.pieces:
            g = gradient[piece]
            measured = sizes[piece] if sizes is not None else size(g) if size is not None else None
            after = rule(arrays[0], g, measured, prepared, *arrays[1:])
            for array, value in zip(arrays, after, strict=True):
                array[...] = value
        self.steps += 1
        if self.steps % FLUSH_EVERY == 0 and self.dtype == "float32":
            self.flush()

    def flush(self) -> None:
        """Averages that decay towards zero turn denormal, and arithmetic then slow; TensorFlow flushes those to
        zero too.
        """
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


def update_at_once(
    self: Any, groups: Any, variables: Sequence[Variable], slots: Sequence[Sequence[Variable]],
    grads: Sequence[Value], prepared: Mapping[str, Any], rule: Rule, size: str | None,
) -> Any:  # fmt: skip
    """Apply `rule` to all variables; returns the groups, to be handed in again at the next step."""
    measure = getattr(self, size) if size else None
    if groups is None or not all(g.holds(variables) for g in groups):
        places: dict[Any, list[int]] = {}
        for i, v in enumerate(variables):  # what is large enough stays by itself, so that its gradient is not copied
            places.setdefault((v.dtype, i if v.value.size > PIECE else None), []).append(i)
        groups = [FlatGroup(variables, slots, own) for own in places.values()]
    for group in groups:
        own = grads if len(groups) == 1 else [grads[i] for i in group.places]
        group.apply(own, prepared[group.dtype], rule, measure)
    return groups
