"""The base class of optimizers: slots, learning rate, clipping, decay, and applying an update rule."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from ..backend import current
from ..backend.base import Backend, Value, Variable
from ..config import auto_name, floatx
from ..counterpart import counterpart


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

    @property
    def variables(self) -> list[Variable]:
        """Iterations, learning rate, then the slots, variable by variable (as Keras orders Adam's)."""
        rate = [self._learning_rate] if isinstance(self._learning_rate, Variable) else []
        return [self.iterations, *rate, *(slot for slots in self._slots for slot in slots)]

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

    def apply_gradients(self, grads_and_vars: Iterable[tuple[Value, Variable]]) -> Variable:
        pairs = list(grads_and_vars)
        self.apply([g for g, _ in pairs], [v for _, v in pairs])
        return self.iterations

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

    def _connected(self, grads: Sequence[Value | None], variables: Sequence[Variable]) -> Any:
        place = {id(v): i for i, v in enumerate(self._trained)}
        for v in variables:
            if id(v) not in place:
                raise ValueError(
                    f"Unknown variable: {v.path}. This optimizer can only be called for the variables it was originally "
                    "built with. When working with a new set of variables, you should recreate a new optimizer instance."
                )
        pairs = [(g, v) for g, v in zip(grads, variables, strict=True) if g is not None]
        if not pairs:
            raise ValueError("No gradients provided for any variable.")
        missing = [v.path for g, v in zip(grads, variables, strict=True) if g is None]
        if missing:
            warnings.warn(f"Gradients do not exist for variables {missing} when minimizing the loss.", stacklevel=3)
        return [g for g, _ in pairs], [v for _, v in pairs], [self._slots[place[id(v)]] for _, v in pairs]

    def exclude_from_weight_decay(self, var_list: Any = None, var_names: Any = None) -> None:
        """Do not decay these variables, or those whose names contain one of `var_names`."""
        self._not_decayed.update(id(v) for v in var_list or ())
        self._not_decayed_names.extend(var_names or ())

    def _decay_weights(self, variables: Sequence[Variable], rate: Any) -> None:
        """w -= w * weight_decay * lr. Loshchilov and Hutter, arXiv:1711.05101."""
        ops = self.ops
        for v in variables:
            if id(v) in self._not_decayed or any(part in v.path for part in self._not_decayed_names):
                continue
            lr, decay = ops.cast(ops.tensor(rate), v.dtype), ops.cast(ops.tensor(self.weight_decay), v.dtype)
            ops.assign_add(v.value, ops.negative(ops.multiply(ops.multiply(ops.tensor(v), decay), lr)))

    def get_config(self) -> dict[str, Any]:
        """The arguments that make this optimizer again."""
        rate = self._learning_rate
        config: dict[str, Any] = {
            "name": self.name,
            "learning_rate": float(rate) if isinstance(rate, Variable) else rate,
        }
        for key in ("weight_decay", "clipnorm", "global_clipnorm", "clipvalue", *self.hyperparameters):
            config[key] = getattr(self, key)
        return config | ({"decay": self.decay} if self.decay else {})

    hyperparameters: tuple[str, ...] = ()

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Optimizer:
        return cls(**config)


def _is_none(value: Any) -> bool:
    return value is None
