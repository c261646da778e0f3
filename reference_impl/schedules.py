"""Learning rates that change with the step, as `keras.optimizers.schedules`.

Computed in the type of the first rate: float32 for Python's numbers, whatever `floatx()` is (`tf.convert_to_tensor`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from .backend import current
from .backend.base import Value
from .backend.protocol import Backend
from .config import single
from .counterpart import counterpart
from .random_normal import logf, sincosf

__all__ = [
    "CosineDecay", "CosineDecayRestarts", "ExponentialDecay", "InverseTimeDecay", "LearningRateSchedule",
    "PiecewiseConstantDecay", "PolynomialDecay",
]  # fmt: skip


@counterpart("keras.optimizers.schedules.LearningRateSchedule")
class LearningRateSchedule:
    """A function of the number of updates so far."""

    def __call__(self, step: Value) -> Value:
        raise NotImplementedError(
            f"Learning rate schedule '{type(self).__name__}' must override `__call__(self, step)`."
        )

    def get_config(self) -> dict[str, Any]:
        return {k: v for k, v in vars(self).items() if not k.startswith("_")}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Any:
        return cls(**config)


def _dtype(rate: Any) -> str:
    return str(rate.dtype) if isinstance(rate, np.floating) else "float32"


def _numbers(step: Value, rate: Any, *values: Any) -> tuple[Backend, Any]:
    """The step, the rate and what else a formula needs, all of the rate's type."""
    ops, dtype = current(), _dtype(rate)
    return ops, [ops.cast(ops.tensor(step), dtype), ops.tensor(rate, dtype), *(_number(v, dtype) for v in values)]


def _number(value: Any, dtype: Any) -> Value:
    """As `tf.cast` takes it: Python's numbers are rounded to float32 first."""
    return current().tensor(value if isinstance(value, np.generic) else single(value), dtype)


def _part(ops: Backend, t: Value, whole: Value, factor: Any = 1.0) -> Value:
    """factor * (t / whole), numbers but for t. In a step of `fit` TensorFlow multiplies with the number factor / whole
    (`ReduceDivToReciprocalMul` and `ConstantPushDown` in `core/grappler/optimizers/constant_folding.cc`).
    """
    whole, factor = ops.tensor(whole, t.dtype), ops.tensor(factor, t.dtype)
    if ops.in_step:
        return ops.multiply(t, ops.multiply(ops.divide(1.0, whole), factor))
    return ops.multiply(ops.divide(t, whole), factor)


def _rounded(ops: Backend, function: Any, *values: Value) -> Value:
    """TensorFlow's own float functions, of one number those of C; on NumPy, whose are an ulp off now and then, which
    float64 weights would show, C's cosine and logarithm, and others computed in float64 and rounded once.
    """
    if ops.name == "tensorflow":
        return function(*values)
    if values[0].dtype == "float32" and values[0] > 0 and function in (ops.cos, ops.log):
        x = np.reshape(values[0], 1)
        return (sincosf(x)[1] if function is ops.cos else logf(x))[0]
    return ops.cast(function(*(ops.cast(v, "float64") for v in values)), values[0].dtype)


def _positive(name: str, value: Any) -> None:
    if value <= 0:
        raise ValueError(f"Argument `{name}` must be > 0. Received: {name}={value}")


@counterpart("keras.optimizers.schedules.ExponentialDecay")
class ExponentialDecay(LearningRateSchedule):
    """initial_learning_rate * decay_rate ** (step / decay_steps)"""

    def __init__(
        self, initial_learning_rate: float, decay_steps: int, decay_rate: float, staircase: bool = False,
        name: str = "ExponentialDecay",
    ) -> None:  # fmt: skip
        _positive("decay_steps", decay_steps)
        self.initial_learning_rate, self.decay_steps, self.decay_rate = initial_learning_rate, decay_steps, decay_rate
        self.staircase, self.name = staircase, name

    def __call__(self, step: Value) -> Value:
        ops, (t, first, steps, rate) = _numbers(step, self.initial_learning_rate, self.decay_steps, self.decay_rate)
        p = _part(ops, t, steps)
        return ops.multiply(first, _rounded(ops, ops.power, rate, ops.floor(p) if self.staircase else p))


@counterpart("keras.optimizers.schedules.InverseTimeDecay")
class InverseTimeDecay(ExponentialDecay):
    """initial_learning_rate / (1 + decay_rate * step / decay_steps)"""

    def __init__(
        self, initial_learning_rate: float, decay_steps: int, decay_rate: float, staircase: bool = False,
        name: str = "InverseTimeDecay",
    ) -> None:  # fmt: skip
        super().__init__(initial_learning_rate, decay_steps, decay_rate, staircase, name)

    def __call__(self, step: Value) -> Value:
        ops, (t, first, steps, rate) = _numbers(step, self.initial_learning_rate, self.decay_steps, self.decay_rate)
        p = ops.multiply(rate, ops.floor(_part(ops, t, steps))) if self.staircase else _part(ops, t, steps, rate)
        return ops.divide(first, ops.add(p, 1.0))


@counterpart("keras.optimizers.schedules.PiecewiseConstantDecay")
class PiecewiseConstantDecay(LearningRateSchedule):
    """values[i] up to and including boundaries[i]. Raises ValueError unless there is one more value than boundaries."""

    def __init__(self, boundaries: Sequence[float], values: Sequence[float], name: str = "PiecewiseConstant") -> None:
        if len(boundaries) != len(values) - 1:
            raise ValueError(
                "The length of boundaries should be 1 less than the length of values. Received: "
                f"boundaries={boundaries} of length {len(boundaries)}, and values={values} of length {len(values)}."
            )
        self.boundaries, self.values, self.name = list(boundaries), list(values), name

    def __call__(self, step: Value) -> Value:
        ops, (t, rate) = _numbers(step, self.values[-1])
        for boundary, value in zip(reversed(self.boundaries), reversed(self.values[:-1]), strict=True):
            rate = ops.where(ops.less_equal(t, boundary), ops.tensor(value, rate.dtype), rate)
        return rate


@counterpart("keras.optimizers.schedules.PolynomialDecay")
class PolynomialDecay(LearningRateSchedule):
    """(initial - end) (1 - step / decay_steps) ** power + end"""

    def __init__(
        self, initial_learning_rate: float, decay_steps: int, end_learning_rate: float = 0.0001, power: float = 1.0,
        cycle: bool = False, name: str = "PolynomialDecay",
    ) -> None:  # fmt: skip
        _positive("decay_steps", decay_steps)
        self.initial_learning_rate, self.decay_steps, self.power = initial_learning_rate, decay_steps, power
        self.end_learning_rate, self.cycle, self.name = end_learning_rate, cycle, name

    def __call__(self, step: Value) -> Value:
        values = (self.initial_learning_rate, self.end_learning_rate, self.power, self.decay_steps)
        ops, (t, first, last, power, steps) = _numbers(step, *values)
        if self.cycle:
            turns = ops.negative(ops.floor(ops.negative(_part(ops, t, steps))))
            done = ops.divide(t, ops.multiply(steps, ops.maximum(turns, 1.0)))
        else:
            done = _part(ops, ops.minimum(t, steps), steps)
        share = _rounded(ops, ops.power, ops.subtract(1.0, done), power)
        return ops.add(ops.multiply(ops.subtract(first, last), share), last)


@counterpart("keras.optimizers.schedules.CosineDecay")
class CosineDecay(LearningRateSchedule):
    """Half a cosine down to alpha, after a linear warm-up if wanted. Loshchilov and Hutter, arXiv:1608.03983."""

    def __init__(
        self, initial_learning_rate: float, decay_steps: int, alpha: float = 0.0, name: str = "CosineDecay",
        warmup_target: float | None = None, warmup_steps: int = 0,
    ) -> None:  # fmt: skip
        _positive("decay_steps", decay_steps)
        self.initial_learning_rate, self.decay_steps, self.alpha = initial_learning_rate, decay_steps, alpha
        self.name, self.warmup_target, self.warmup_steps = name, warmup_target, warmup_steps

    def __call__(self, step: Value) -> Value:
        ops, (t, first, steps) = _numbers(step, self.initial_learning_rate, self.decay_steps)
        if self.warmup_target is None:
            return self._decayed(ops, _part(ops, ops.minimum(t, steps), steps, math.pi), first)
        target, warm = _number(self.warmup_target, first.dtype), _number(self.warmup_steps, first.dtype)
        t = ops.minimum(t, ops.add(steps, warm))

        def rising() -> Value:
            return ops.add(ops.multiply(ops.subtract(target, first), ops.divide(t, warm)), first)

        def falling() -> Value:
            angle = ops.multiply(ops.divide(ops.subtract(t, warm), steps), math.pi)
            return self._decayed(ops, angle, target)

        return ops.run_if(ops.less(t, warm), rising, falling)  # whose divisions TensorFlow leaves as they are

    def _decayed(self, ops: Backend, angle: Value, first: Value) -> Value:
        cosine = ops.multiply(ops.add(_rounded(ops, ops.cos, angle), 1.0), 0.5)
        return ops.multiply(first, ops.add(ops.multiply(cosine, 1 - self.alpha), self.alpha))


@counterpart("keras.optimizers.schedules.CosineDecayRestarts")
class CosineDecayRestarts(LearningRateSchedule):
    """Cosine decays of growing length and falling height. Loshchilov and Hutter, arXiv:1608.03983."""

    def __init__(
        self, initial_learning_rate: float, first_decay_steps: int, t_mul: float = 2.0, m_mul: float = 1.0,
        alpha: float = 0.0, name: str = "SGDRDecay",
    ) -> None:  # fmt: skip
        _positive("first_decay_steps", first_decay_steps)
        self.initial_learning_rate, self.first_decay_steps = initial_learning_rate, first_decay_steps
        self.t_mul, self.m_mul, self.alpha, self.name = t_mul, m_mul, alpha, name

    def __call__(self, step: Value) -> Value:
        ops, (t, first, steps) = _numbers(step, self.initial_learning_rate, self.first_decay_steps)
        done = _part(ops, t, steps)
        if self.t_mul == 1.0:
            restarts = ops.floor(done)
            done = ops.subtract(done, restarts)
        else:
            grown = _rounded(ops, ops.log, ops.subtract(1.0, ops.multiply(done, 1.0 - self.t_mul)))
            restarts = ops.floor(ops.divide(grown, math.log(self.t_mul)))
            power = _rounded(ops, ops.power, _number(self.t_mul, first.dtype), restarts)
            done = ops.divide(ops.subtract(done, _part(ops, ops.subtract(1.0, power), 1.0 - self.t_mul)), power)
        height = ops.multiply(_rounded(ops, ops.power, _number(self.m_mul, first.dtype), restarts), 0.5)
        cosine = ops.add(_rounded(ops, ops.cos, ops.multiply(done, math.pi)), 1.0)
        if ops.in_step:  # as above, the factors before the cosine come first
            if not self.alpha:
                return ops.multiply(ops.multiply(first, height), cosine)
            share = ops.multiply(ops.multiply(height, 1 - self.alpha), cosine)
        else:
            share = ops.multiply(ops.multiply(height, cosine), 1 - self.alpha)
        return ops.multiply(first, ops.add(share, self.alpha))
