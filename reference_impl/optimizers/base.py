"""The base class of optimizers: learning rate, slots, and applying an update rule."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..backend import current
from ..backend.base import Value, Variable
from ..config import auto_name, floatx
from ..counterpart import counterpart
from ..lazy import elsewhere


@counterpart("keras.optimizers.Optimizer")
class Optimizer:
    """Updates variables from gradients by an elementwise rule that each optimizer states once, in `update`.

    Options: `weight_decay`, `clipnorm`, `clipvalue`, `global_clipnorm`. `lr` and `decay` are the arguments of before
    Keras 3: `learning_rate`, and its division by 1 + decay * iterations. Raises ValueError for unknown arguments,
    or for more than one kind of clipping.
    """

    apply_gradients = connected = get_config = exclude_from_weight_decay = elsewhere(".optimizers.attributes")
    set_options = with_options = set_learning_rate = elsewhere(".optimizers.attributes")
    variables = elsewhere(".optimizers.attributes", is_property=True)

    slots: dict[str, float] = {}
    """Name -> first value of the arrays kept beside each weight."""
    size: str | None = "square"
    """The operation whose result `update` wants as the size of a gradient."""
    hyperparameters: tuple[str, ...] = ()
    decay: float = 0.0
    weight_decay: float | None = None
    clipnorm: float | None = None
    clipvalue: float | None = None
    global_clipnorm: float | None = None

    def __init__(self, learning_rate: Any = 0.001, *, name: str | None = None, **options: Any) -> None:
        learning_rate = options.pop("lr", learning_rate)
        if options:
            self.set_options(**options)
        self.name, self.ops, self.built = name or auto_name(type(self).__name__), current(), False
        self.iterations = Variable(self.ops, 0, "int64", trainable=False, name="iteration")
        self._learning_rate: Any = learning_rate
        if not callable(learning_rate):
            self._learning_rate = Variable(self.ops, learning_rate, floatx(), trainable=False, name="learning_rate")
        self._trained: list[Variable] = []
        self._slots: list[list[Variable]] = []
        self._groups: Any = None

    @property
    def learning_rate(self) -> Any:
        """The rate now: the variable it was made from, or what the schedule gives for the iterations so far."""
        rate = self._learning_rate
        if isinstance(rate, Variable):
            return rate
        return rate(self.iterations.value) if hasattr(rate, "get_config") else rate()

    @learning_rate.setter
    def learning_rate(self, value: Any) -> None:
        self.set_learning_rate(value)

    lr = learning_rate

    def build(self, variables: Sequence[Variable]) -> None:
        """Make the slots for `variables`."""
        if self.built:
            return
        self.ops = variables[0].ops if variables else self.ops
        self._trained, self.built = list(variables), True
        self._slots = [[self._slot(v, *slot) for slot in self.slots.items()] for v in variables]
        self._dtypes = {v.dtype for v in variables}
        self._constrained = [v for v in variables if v.constraint is not None]

    @staticmethod
    def _slot(v: Variable, name: str, first: float) -> Variable:
        path = f"{v.path.replace('/', '_')}_{name}"
        return Variable(v.ops, np.full(v.shape, first, v.dtype), v.dtype, False, name, path)

    def update(self, w: Value, g: Value, size: Value, lr: Value, *slots: Value) -> tuple[Value, ...]:
        """The rule, elementwise: new weights, then new slots. Written with operators, so it serves both backends.

        `size` is g**2 (or |g|); for a table of which rows were taken, Keras adds it up over the occurrences.
        """
        raise NotImplementedError

    def prepare(self, lr: Value, dtype: str) -> Any:
        """What a step needs once for all weights; handed to `update` as `lr`."""
        return self.ops.tensor(lr, dtype)

    def apply(self, grads: Sequence[Value | None], variables: Sequence[Variable] | None = None) -> None:
        """One step. A variable whose gradient is None stays as it is, with a warning.

        Raises ValueError when no variable has a gradient, or one is not among those the optimizer was built for.
        """
        variables = self._trained if variables is None else variables
        if not self.built:
            self.build(variables)
        ops, slots = self.ops, self._slots
        if len(variables) != len(self._trained) or any(g is None for g in grads):
            grads, variables, slots = self.connected(grads, variables)
        rate = ops.tensor(self.learning_rate)
        if self.decay or self.weight_decay is not None or self.clipnorm or self.clipvalue or self.global_clipnorm:
            grads, rate = self.with_options(grads, variables, rate)
        prepared = {dtype: self.prepare(rate, dtype) for dtype in self._dtypes}
        self._groups = ops.update_variables(self._groups, variables, slots, grads, prepared, self.update, self.size)
        for v in self._constrained:
            v.assign(v.constraint(v.value))
        ops.assign_add(self.iterations.value, 1)

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Optimizer:
        return cls(**config)


def single(value: float) -> float:
    """A Python number as `tf.cast` hands it on: rounded to float32 first, also where the weights are float64."""
    return float(np.float32(value))
