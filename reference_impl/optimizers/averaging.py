"""Options that look at several steps: averages of the weights, and gradients collected over steps
(`keras/src/optimizers/base_optimizer.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..backend.base import Value, Variable

AVERAGING: dict[str, Any] = {
    "use_ema": False,
    "ema_momentum": 0.99,
    "ema_overwrite_frequency": None,
    "loss_scale_factor": None,
    "gradient_accumulation_steps": None,
}
"""The options and their defaults. `loss_scale_factor` changes nothing in `fit`: what Keras multiplies the loss by, it
divides the gradients by, against underflow in half precision.
"""


def check_averaging(
    *, use_ema: bool, ema_momentum: float, ema_overwrite_frequency: int | None, loss_scale_factor: float | None,
    gradient_accumulation_steps: int | None
) -> None:  # fmt: skip
    """Raises ValueError for values out of range."""
    if gradient_accumulation_steps and gradient_accumulation_steps < 2:
        raise ValueError(
            "`gradient_accumulation_steps` must be an integer >= 2. "
            f"Received: gradient_accumulation_steps={gradient_accumulation_steps}"
        )
    if use_ema and not 0 <= ema_momentum <= 1:
        raise ValueError(f"`ema_momentum` must be in the range [0, 1]. Received: ema_momentum={ema_momentum}")
    frequency = ema_overwrite_frequency
    if use_ema and frequency and (not isinstance(frequency, int) or frequency < 1):
        raise ValueError(
            f"`ema_overwrite_frequency` must be an integer >= 1 or None. Received: ema_overwrite_frequency={frequency}"
        )


def beside(self: Any, name: str) -> list[Variable]:
    """A variable called `name` beside each weight, zeros at first."""
    made: dict[str, list[Variable]] = self.__dict__.setdefault("_beside", {})
    if name not in made:
        made[name] = [self._slot(v, name, 0.0) for v in self._trained]
    return made[name]


def averaging_variables(self: Any) -> list[Variable]:
    """What the options keep beside the weights, once those are known."""
    wanted = {"average": self.use_ema, "gradient_accumulator": self.gradient_accumulation_steps}
    return [v for name, is_wanted in wanted.items() if is_wanted and self.built for v in beside(self, name)]


def iterations(self: Any) -> Any:
    """How often the weights were updated: once a step, or once in `gradient_accumulation_steps`."""
    steps = self.gradient_accumulation_steps
    return self.ops.tensor(self._iterations) // steps if steps else self._iterations


def accumulate(self: Any, grads: Sequence[Value], variables: Sequence[Variable], slots: Any, rate: Value) -> None:
    """Every n-th step is one with the mean of n gradients; the others only collect theirs."""
    from .attributes import step_with_options

    ops, steps = self.ops, self.gradient_accumulation_steps
    own = beside(self, "gradient_accumulator")
    of = {id(v): kept for v, kept in zip(self._trained, own, strict=True)}
    kept = [of[id(v)] for v in variables]
    dense = [g.dense() if hasattr(g, "dense") else g for g in grads]
    sums = [ops.add(g, ops.tensor(k)) for g, k in zip(dense, kept, strict=True)]

    def collect() -> None:
        for k, total in zip(kept, sums, strict=True):
            ops.assign(k.value, total)

    def update() -> None:
        step_with_options(self, [ops.divide(total, steps) for total in sums], variables, slots, rate)
        for k in own:
            k.assign(np.zeros(k.shape, k.dtype))

    ops.run_if(ops.equal((ops.tensor(self._iterations) + 1) % steps, 0), update, collect)


def average(self: Any) -> None:
    """average = momentum * average + (1 - momentum) * weight, the weight itself at first. Polyak and Juditsky, 1992."""
    ops = self.ops
    count, averages = ops.tensor(self.iterations), beside(self, "average")
    decay, frequency = (getattr(self, f"ema_{o}", AVERAGING[f"ema_{o}"]) for o in ("momentum", "overwrite_frequency"))
    for v, mean in zip(self._trained, averages, strict=True):
        momentum = ops.multiply(ops.cast(ops.not_equal(count, 0), v.dtype), decay)
        old, new = ops.multiply(momentum, ops.tensor(mean)), ops.multiply(1 - momentum, ops.tensor(v))
        ops.assign(mean.value, ops.cast(ops.add(old, new), v.dtype))
    if frequency:
        ops.run_if(ops.equal((count + 1) % frequency, 0), self.overwrite, lambda: None)


def overwrite(self: Any) -> None:
    """Replace the weights by their averages, as `fit` does at its end."""
    for v, mean in zip(self._trained, beside(self, "average"), strict=True):
        v.assign(mean.value)
