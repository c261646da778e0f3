"""The base class of optimizers: slots, learning rate, clipping, decay, and applying an update rule."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..backend import current
from ..backend.base import Backend, Value, Variable
from ..config import auto_name, floatx
from ..counterpart import counterpart
from ..lazy import elsewhere


@counterpart("keras.optimizers.Optimizer")
class Optimizer:
    """Updates variables from gradients by an elementwise rule that each optimizer states once, in `update`.

    `lr` and `decay` are the arguments of before Keras 3: `learning_rate`, and its division by 1 + decay * iterations.
    Raises ValueError for unknown arguments, or for more than one kind of clipping.
    """

    slots: dict[str, float] = {}
    """Name -> first value of the arrays kept beside each weight."""

    def __init__(
        self, learning_rate: Any = 0.001, weight_decay: float | None = None, clipnorm: float | None = None,
        clipvalue: float | None = None, global_clipnorm: float | None = None, name: str | None = None, **kwargs: Any
    ) -> None:  # fmt: skip
        learning_rate = kwargs.pop("lr", learning_rate)
        self.decay = float(kwargs.pop("decay", None) or 0.0)
        for option in ("use_ema", "loss_scale_factor", "gradient_accumulation_steps"):
            if kwargs.pop(option, None):
                raise ValueError(f"`{option}` is not supported by this implementation.")
        kwargs.pop("ema_momentum", None), kwargs.pop("ema_overwrite_frequency", None)
        if kwargs:
            raise ValueError(f"Argument(s) not recognized: {kwargs}")
        if sum(a is not None for a in (clipnorm, clipvalue, global_clipnorm)) > 1:
            raise ValueError(
                "Only one of `clipnorm`, `clipvalue` and `global_clipnorm` can be set. Received: "
                f"clipnorm={clipnorm}, clipvalue={clipvalue}, global_clipnorm={global_clipnorm}"
            )
        self.name, self.weight_decay = name or auto_name(type(self).__name__), weight_decay
        self.clipnorm, self.clipvalue, self.global_clipnorm = clipnorm, clipvalue, global_clipnorm
        self.ops: Backend = current()
        self.iterations = Variable(self.ops, 0, "int64", trainable=False, name="iteration")
        self._learning_rate: Any = learning_rate
        if not callable(learning_rate):
            self._learning_rate = Variable(self.ops, learning_rate, floatx(), trainable=False, name="learning_rate")
        self._not_decayed: set[int] = set()
        self._not_decayed_names: list[str] = []
        self.built = False
        self._trained: list[Variable] = []
        self._slots: list[list[Variable]] = []
        self._groups: Any = None

    @property
    def learning_rate(self) -> Any:
        """The rate now: the variable it was made from, or what the schedule gives for the iterations so far."""
        rate = self._learning_rate
        if isinstance(rate, Variable):
            return rate
        from ..schedules import LearningRateSchedule

        return rate(self.iterations.value) if isinstance(rate, LearningRateSchedule) else rate()

    @learning_rate.setter
    def learning_rate(self, value: Any) -> None:
        if callable(value):
            self._learning_rate = value
        elif isinstance(self._learning_rate, Variable):
            self._learning_rate.assign(float(value))
        else:
            raise TypeError(
                "This optimizer was created with a `LearningRateSchedule` object as its `learning_rate` constructor "
                "argument, hence its learning rate is not settable."
            )

    lr = learning_rate

    variables = elsewhere(".optimizers.attributes", is_property=True)

    def build(self, variables: Sequence[Variable]) -> None:
        """Make the slots for `variables`."""
        if self.built:
            return
        self.ops = variables[0].ops if variables else self.ops
        self._trained = list(variables)
        self._slots = [
            [
                Variable(
                    v.ops, np.full(v.shape, first, v.dtype), v.dtype, False, name, f"{v.path.replace('/', '_')}_{name}"
                )
                for name, first in self.slots.items()
            ]
            for v in variables
        ]
        self._dtypes = {v.dtype for v in variables}
        self._constrained = [v for v in variables if v.constraint is not None]
        self.built = True

    size: str | None = "square"
    """The operation whose result `update` wants as the size of a gradient."""

    def update(self, w: Value, g: Value, size: Value, lr: Value, *slots: Value) -> tuple[Value, ...]:
        """The rule, elementwise: new weights, then new slots. Written with operators, so it serves both backends.

        `size` is g**2 (or |g|); for a table of which rows were taken, Keras adds it up over the occurrences.
        """
        raise NotImplementedError

    def prepare(self, lr: Value, dtype: str) -> Any:
        """What a step needs once for all weights; handed to `update` as `lr`."""
        return self.ops.tensor(lr, dtype)

    apply_gradients = elsewhere(".optimizers.attributes")

    def apply(self, grads: Sequence[Value | None], variables: Sequence[Variable] | None = None) -> None:
        """One step. A variable whose gradient is None stays as it is, with a warning.

        Raises ValueError when no variable has a gradient, or one is not among those the optimizer was built for.
        """
        variables = self._trained if variables is None else variables
        if not self.built:
            self.build(variables)
        ops, slots = self.ops, self._slots
        if len(variables) != len(self._trained) or any(map(_is_none, grads)):
            grads, variables, slots = self._connected(grads, variables)
        if self.clipnorm or self.clipvalue or self.global_clipnorm:
            from .clipping import clip_gradients

            grads = clip_gradients(ops, grads, self.clipnorm, self.clipvalue, self.global_clipnorm)
        rate = ops.tensor(self.learning_rate)
        if self.decay:
            rate = ops.divide(rate, 1.0 + self.decay * ops.cast(self.iterations.value, floatx()))
        if self.weight_decay is not None:
            self._decay_weights(variables, rate)
        prepared = {dtype: self.prepare(rate, dtype) for dtype in self._dtypes}
        self._groups = ops.update_variables(self._groups, variables, slots, grads, prepared, self.update, self.size)
        for v in self._constrained:
            v.assign(v.constraint(v.value))
        ops.assign_add(self.iterations.value, 1)

    _connected = elsewhere(".optimizers.attributes")

    exclude_from_weight_decay = elsewhere(".optimizers.attributes")

    _decay_weights = elsewhere(".optimizers.attributes")

    get_config = elsewhere(".optimizers.attributes")

    hyperparameters: tuple[str, ...] = ()

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Optimizer:
        return cls(**config)


def single(value: float) -> float:
    """A Python number as `tf.cast` hands it on: rounded to float32 first, also where the weights are float64."""
    return float(np.float32(value))


def _is_none(value: Any) -> bool:
    return value is None
