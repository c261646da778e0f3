"""Optimizers that scale each weight's step by what its gradients were."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..backend.base import Value, Variable
from ..config import single
from ..counterpart import counterpart
from . import Optimizer


@counterpart("keras.optimizers.RMSprop")
class RMSprop(Optimizer):
    """v = rho v + (1 - rho) g^2; w -= lr g / sqrt(v + epsilon).

    Hinton, "Neural networks for machine learning", lecture 6e.
    """

    hyperparameters = ("rho", "momentum", "epsilon", "centered")
    made_together = 1

    def __init__(
        self, learning_rate: Any = 0.001, rho: float = 0.9, momentum: float = 0.0, epsilon: float | None = 1e-7,
        centered: bool = False, **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(learning_rate, **kwargs)
        self.rho, self.momentum, self.epsilon, self.centered = rho, momentum, epsilon or 1e-7, centered
        self.slots = {"velocity": 0.0}
        self.slots |= {"momentum": 0.0} if momentum > 0 else {}
        self.slots |= {"average_gradient": 0.0} if centered else {}

    def update(self, w: Value, g: Value, size: Value, lr: Value, *slots: Value) -> tuple[Value, ...]:
        ops, rho, velocity, step = self.ops, self.rho, slots[0] * self.rho, g * lr
        velocity += size * (1 - rho)
        scale, others = velocity + self.epsilon, list(slots[1:])
        if self.centered:
            others[-1] = mean = slots[-1] * rho + g * (1 - rho)
            scale = velocity - ops.square(mean) + self.epsilon
        step /= ops.sqrt(scale)
        if self.momentum > 0:
            others[0] = step = slots[1] * self.momentum + step
        return w - step, velocity, *others


@counterpart("keras.optimizers.Adagrad")
class Adagrad(Optimizer):
    """a += g^2; w -= lr g / sqrt(a + epsilon). Duchi et al., JMLR 12 (2011)."""

    hyperparameters = ("initial_accumulator_value", "epsilon")

    def __init__(
        self, learning_rate: Any = 0.001, initial_accumulator_value: float = 0.1, epsilon: float | None = 1e-7,
        **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(learning_rate, **kwargs)
        self.initial_accumulator_value, self.epsilon = initial_accumulator_value, epsilon or 1e-7
        self.slots = {"accumulator": single(initial_accumulator_value)}

    def update(self, w: Value, g: Value, size: Value, lr: Value, *slots: Value) -> tuple[Value, ...]:
        a = slots[0] + size
        return w - g * lr / self.ops.sqrt(a + self.epsilon), a


@counterpart("keras.optimizers.Adadelta")
class Adadelta(Optimizer):
    """Steps in units of the recent steps' size. Zeiler, arXiv:1212.5701."""

    hyperparameters = ("rho", "epsilon")
    slots = {"accumulated_grad": 0.0, "accumulated_delta_var": 0.0}

    def __init__(
        self, learning_rate: Any = 0.001, rho: float = 0.95, epsilon: float | None = 1e-7, **kwargs: Any
    ) -> None:
        super().__init__(learning_rate, **kwargs)
        self.rho, self.epsilon = rho, epsilon or 1e-7

    def update(self, w: Value, g: Value, size: Value, lr: Value, *slots: Value) -> tuple[Value, ...]:
        ops, rho, grads, deltas = self.ops, self.rho, *slots
        grads = grads * rho + size * (1 - rho)
        scale = ops.sqrt(deltas + self.epsilon), ops.sqrt(grads + self.epsilon)
        step, size = scale[0] * g / scale[1], ops.square(scale[0]) * size / ops.square(scale[1])
        return w - step * lr, grads, deltas * rho + size * (1 - rho)


@counterpart("keras.optimizers.Adam")
class Adam(Optimizer):
    """Kingma and Ba, arXiv:1412.6980, the efficient form at the end of section 2; amsgrad: Reddi et al.,
    arXiv:1904.09237.
    """

    hyperparameters = ("beta_1", "beta_2", "epsilon", "amsgrad")

    def __init__(
        self, learning_rate: Any = 0.001, beta_1: float = 0.9, beta_2: float = 0.999, epsilon: float | None = 1e-7,
        amsgrad: bool = False, **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(learning_rate, **kwargs)
        self.beta_1, self.beta_2, self.epsilon, self.amsgrad = beta_1, beta_2, epsilon or 1e-7, amsgrad
        self.slots = {"momentum": 0.0, "velocity": 0.0} | ({"velocity_hat": 0.0} if amsgrad else {})

    def prepare(self, lr: Value, dtype: str) -> Any:
        """lr sqrt(1 - beta_2^t) / (1 - beta_1^t)"""
        ops = self.ops
        step = ops.cast(ops.add(ops.tensor(self.iterations), 1), dtype)
        power_1, power_2 = (ops.power(ops.tensor(single(b), dtype), step) for b in (self.beta_1, self.beta_2))
        return super().prepare(lr, dtype) * ops.sqrt(1 - power_2) / (1 - power_1)

    def update(self, w: Value, g: Value, size: Value, lr: Value, *slots: Value) -> tuple[Value, ...]:
        ops = self.ops
        m = slots[0] + (g - slots[0]) * (1 - self.beta_1)
        v = slots[1] + (size - slots[1]) * (1 - self.beta_2)
        if not self.amsgrad:
            return w - m * lr / (ops.sqrt(v) + self.epsilon), m, v
        v_hat = ops.maximum(slots[2], v)
        return w - m * lr / (ops.sqrt(v_hat) + self.epsilon), m, v, v_hat


@counterpart("keras.optimizers.AdamW")
class AdamW(Adam):
    """Adam with decoupled weight decay. Loshchilov and Hutter, arXiv:1711.05101. Raises ValueError without a decay."""

    def __init__(
        self, learning_rate: Any = 0.001, weight_decay: float | None = 0.004, beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float | None = 1e-7, amsgrad: bool = False, **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(learning_rate, beta_1, beta_2, epsilon, amsgrad, weight_decay=weight_decay, **kwargs)
        if self.weight_decay is None:
            raise ValueError("Argument `weight_decay` must be a float. Received: weight_decay=None")


@counterpart("keras.optimizers.Adamax")
class Adamax(Optimizer):
    """Kingma and Ba, arXiv:1412.6980, section 7.1."""

    hyperparameters = ("beta_1", "beta_2", "epsilon")
    slots = {"momentum": 0.0, "norm": 0.0}
    size = "absolute"

    def __init__(
        self, learning_rate: Any = 0.001, beta_1: float = 0.9, beta_2: float = 0.999, epsilon: float | None = 1e-7,
        **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(learning_rate, **kwargs)
        self.beta_1, self.beta_2, self.epsilon = beta_1, beta_2, epsilon or 1e-7

    def prepare(self, lr: Value, dtype: str) -> Any:
        ops = self.ops
        step = ops.cast(ops.add(ops.tensor(self.iterations), 1), dtype)
        return super().prepare(lr, dtype), 1 - ops.power(ops.tensor(single(self.beta_1), dtype), step)

    def update(self, w: Value, g: Value, size: Value, lr: Value, *slots: Value) -> tuple[Value, ...]:
        ops, (rate, correction) = self.ops, lr
        m = slots[0] + (g - slots[0]) * (1 - self.beta_1)
        u = ops.maximum(slots[1] * self.beta_2, size)
        return w - m * rate / ((u + self.epsilon) * correction), m, u


@counterpart("keras.optimizers.Nadam")
class Nadam(Adamax):
    """Adam with Nesterov momentum. Dozat, "Incorporating Nesterov momentum into Adam", ICLR workshop 2016."""

    slots = {"momentum": 0.0, "velocity": 0.0}
    size = "square"

    def build(self, variables: Any) -> None:
        if not self.built:
            super().build(variables)
            dtype = variables[0].dtype if variables else None
            self._product = Variable(self.ops, np.ones(()), dtype, False, "variable", f"{self.name}/variable")

    @property
    def variables(self) -> list[Variable]:
        return [*super().variables, *([self._product] if self.built else [])]

    def prepare(self, lr: Value, dtype: str) -> Any:
        """Rate, then the coefficients of m, g and v: the schedule is mu_t = beta_1 (1 - 0.96^t / 2)."""
        ops = self.ops
        step = ops.cast(ops.add(ops.tensor(self.iterations), 1), dtype)
        beta_1, beta_2, base = (ops.tensor(single(b), dtype) for b in (self.beta_1, self.beta_2, 0.96))
        now, following = (beta_1 * (1.0 - 0.5 * ops.power(base, t)) for t in (step, step + 1))
        if dtype == self._product.dtype:
            # Keras rounds beta_1 and 0.96 to float32 in the step, not in the product
            factor = self.beta_1 * (1.0 - 0.5 * ops.power(ops.tensor(0.96, dtype), step))
            ops.assign(self._product.value, ops.cast(ops.tensor(self._product), dtype) * factor)
        product = ops.cast(ops.tensor(self._product), dtype)
        scale = following, 1 - product * following, 1 - now, 1 - product
        return super(Adamax, self).prepare(lr, dtype), 1 - beta_1, 1 - beta_2, scale, 1 - ops.power(beta_2, step)

    def update(self, w: Value, g: Value, size: Value, lr: Value, *slots: Value) -> tuple[Value, ...]:
        rate, one_1, one_2, (a, b, c, d), correction = lr
        m = slots[0] + (g - slots[0]) * one_1
        v = slots[1] + (size - slots[1]) * one_2
        m_hat = m * a / b + g * c / d
        return w - m_hat * rate / (self.ops.sqrt(v / correction) + self.epsilon), m, v
