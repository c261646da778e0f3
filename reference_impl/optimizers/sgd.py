"""Stochastic gradient descent."""

from typing import Any

from ..backend.base import Value
from ..config import single
from ..counterpart import counterpart
from . import Optimizer


@counterpart("keras.optimizers.SGD")
class SGD(Optimizer):
    """w -= lr g; with momentum m = momentum m - lr g, w += m. Sutskever et al., ICML 2013 (with Nesterov's variant).

    Raises ValueError unless momentum is within [0, 1].
    """

    hyperparameters, size = ("momentum", "nesterov"), None

    def __init__(self, learning_rate: Any = 0.01, momentum: float = 0.0, nesterov: bool = False, **kwargs: Any) -> None:
        super().__init__(learning_rate, **kwargs)
        if not isinstance(momentum, (int, float)) or not 0 <= momentum <= 1:
            raise ValueError("`momentum` must be a float between [0, 1].")
        self.momentum, self.nesterov = float(momentum), nesterov
        self.slots = {"momentum": 0.0} if momentum else {}

    def update(self, w: Value, g: Value, size: Value, lr: Value, *slots: Value) -> tuple[Value, ...]:  # noqa: ARG002
        if not slots:
            return (w - g * lr,)
        step, momentum = g * lr, single(self.momentum)
        m = slots[0] * momentum - step
        return w + (m * momentum - step if self.nesterov else m), m
