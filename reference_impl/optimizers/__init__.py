"""Optimizers, as `keras.optimizers`. The base class: learning rate, slots, and applying an update rule."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..backend import current
from ..backend.base import Value, Variable
from ..config import auto_name, floatx
from ..counterpart import counterpart
from ..lazy import Catalog, elsewhere

if TYPE_CHECKING:
    from .names import *

_CATALOG = Catalog(__name__, "optimizer", {".sgd": "SGD"})
__getattr__, __dir__ = _CATALOG.attribute, _CATALOG.public


def get(identifier: Any) -> Any:
    """An optimizer from a string, dict, class or object (`keras.optimizers.get`). Raises ValueError for others."""
    found = _CATALOG.get(identifier)
    if not isinstance(found, Optimizer):
        raise ValueError(f"Could not interpret optimizer identifier: {identifier}")
    return found


@counterpart("keras.optimizers.Optimizer")
class Optimizer:
    """Updates variables from gradients by an elementwise rule that each optimizer states once, in `update`.

    Options such as `weight_decay` and `clipnorm`, and `lr` and `decay` of before Keras 3, are told of in
    `attributes.py`. Raises ValueError for unknown arguments, or for more than one kind of clipping.
    """

    apply_gradients = connected = get_config = exclude_from_weight_decay = elsewhere(".optimizers.attributes")
    from_config = set_options = apply_with_options = set_learning_rate = elsewhere(".optimizers.attributes")
    overwrite, iterations = elsewhere(".optimizers.averaging"), elsewhere(".optimizers.averaging", is_property=True)
    variables, scale_loss = elsewhere(".optimizers.attributes", is_property=True), elsewhere(".optimizers.attributes")

    slots: dict[str, float] = {}  # name -> first value of the arrays kept beside each weight
    made_together = 2  # so many slots of a weight follow each other in `variables`; then come the others, slot by slot
    size: str | None = "square"  # the operation whose result `update` wants as the size of a gradient
    hyperparameters: tuple[str, ...] = ()
    decay = weight_decay = clipnorm = clipvalue = global_clipnorm = use_ema = gradient_accumulation_steps = None

    def __init__(self, learning_rate: Any = 0.001, *, name: str | None = None, **options: Any) -> None:
        rate = options.pop("lr", learning_rate)
        self.name, self.ops, self.built = name or auto_name(type(self).__name__), current(), False
        self._iterations = self._variable(0, "int64", "iteration")
        self._learning_rate = rate if callable(rate) else self._variable(rate, floatx(), "learning_rate")
        self._trained, self._slots = list[Variable](), list[list[Variable]]()
        self._groups: Any = None
        if options:
            self.set_options(**options)

    @property
    def learning_rate(self) -> Any:
        """The rate now: the variable it was made from, or what the schedule gives for the iterations so far."""
        rate = self._learning_rate
        step = [self._iterations.value] if hasattr(rate, "get_config") else []
        return rate if isinstance(rate, Variable) else rate(*step)

    @learning_rate.setter
    def learning_rate(self, value: Any) -> None:
        self.set_learning_rate(value)

    lr = learning_rate

    def build(self, variables: Sequence[Variable]) -> None:
        """Make the slots for `variables`."""
        if not self.built:
            self.ops = variables[0].ops if variables else self.ops
            self._trained, self.built = list(variables), True
            self._slots = [[self._slot(v, *slot) for slot in self.slots.items()] for v in variables]
            self._constrained = [v for v in variables if v.constraint is not None]
            self._dtypes = {v.dtype for v in variables}

    def _variable(self, value: Any, dtype: str, name: str) -> Variable:
        return Variable(self.ops, value, dtype, False, name, f"{self.name}/{name}")

    def _slot(self, v: Variable, name: str, first: float) -> Variable:
        return self._variable(np.full(v.shape, first, v.dtype), v.dtype, f"{v.path.replace('/', '_')}_{name}")

    def update(self, w: Value, g: Value, size: Value, lr: Value, *slots: Value) -> tuple[Value, ...]:
        """The rule, elementwise, in operators: new weights, then new slots. It leaves what it is given as it is.

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
        self.build(variables := self._trained if variables is None else variables)
        slots = self._slots
        if len(variables) != len(self._trained) or [g for g in grads if g is None or hasattr(g, "dense_shape")]:
            grads, variables, slots = self.connected(grads, variables)
        clipping, over_steps = self.clipnorm or self.clipvalue or self.global_clipnorm, self.gradient_accumulation_steps
        has_options = clipping or over_steps or self.use_ema or self.decay or self.weight_decay is not None
        step = self.apply_with_options if has_options else self._step
        step(grads, variables, slots, self.ops.tensor(self.learning_rate))
        for v in self._constrained:
            v.assign(v.constraint(v.value))
        self.ops.assign_add(self._iterations.value, np.int64(1))

    def _step(self, grads: Any, variables: Sequence[Variable], slots: Any, rate: Value) -> None:
        lr = {dtype: self.prepare(rate, dtype) for dtype in self._dtypes}
        self._groups = self.ops.update_variables(self._groups, variables, slots, grads, lr, self.update, self.size)
