"""`tf.GradientTape` on NumPy: a tape that need not be told beforehand what it will differentiate by."""

from __future__ import annotations

from functools import reduce
from typing import Any

import numpy as np

from ..counterpart import counterpart
from .autodiff import NumpyTape, active
from .base import Variable, map_values
from .numpy_backend import NUMPY
from .numpy_tensor import annotate, handed_out
from .rows import Rows


class _Everything:
    """Says of every value that it is watched."""

    def __contains__(self, key: int) -> bool:
        return True

    def add(self, key: int) -> None:
        """It is in already."""


@counterpart("tf.GradientTape")
class NumpyGradientTape(NumpyTape):
    """Records every operation in its `with` block; which of them matter is found when a gradient is asked for."""

    def __init__(self, persistent: bool = False, watch_accessed_variables: bool = True) -> None:  # noqa: ARG002
        super().__init__([], NUMPY)
        self.tracked, self.handed_out = _Everything(), handed_out  # type: ignore[assignment]
        self.persistent, self.is_used_up = persistent, False

    def watch(self, tensor: Any) -> None:
        """Nothing: all values are watched."""

    def gradient(
        self, target: Any, sources: Any, output_gradients: Any = None, unconnected_gradients: str = "none"
    ) -> Any:
        """d target / d source for each of the sources, in a list or dict if they are; None where there is none.

        Raises RuntimeError when the tape is not persistent and was asked before.
        """
        if self.is_used_up:
            raise RuntimeError(
                "A non-persistent GradientTape can only be used to compute one set of gradients (or jacobians)"
            )
        self.is_used_up = not self.persistent
        target = self._single(target, output_gradients)
        flat: list[Any] = []
        map_values(flat.append, sources)
        values = [source.value if isinstance(source, Variable) else source for source in flat]
        self.tracked = {id(value) for value in values}
        for out, _, args, _ in self.entries:
            if any(id(a) in self.tracked for a in args):
                self.tracked.add(id(out))
        found = super().gradient(target, values)
        self.tracked = _Everything()  # type: ignore[assignment]
        if unconnected_gradients == "zero":
            found = [np.zeros(v.shape, v.dtype) if g is None else g for g, v in zip(found, values, strict=True)]
        given = iter([g if g is None or isinstance(g, Rows) else annotate(NUMPY, g) for g in found])
        return map_values(lambda _: next(given), sources)

    def _single(self, target: Any, output_gradients: Any) -> Any:
        """One target whose derivative is that of all, each weighted by its output gradient."""
        targets = target if isinstance(target, (list, tuple)) else [target]
        if len(targets) == 1 and output_gradients is None:
            return targets[0]
        weights = output_gradients if isinstance(output_gradients, (list, tuple)) else [output_gradients] * len(targets)
        token, before = active.set(self), self.outer
        self.outer = None
        try:
            parts = [t if w is None else NUMPY.multiply(t, w) for t, w in zip(targets, weights, strict=True)]
            return reduce(NUMPY.add, [NUMPY.sum(part) for part in parts])
        finally:
            self.outer = before
            active.reset(token)
