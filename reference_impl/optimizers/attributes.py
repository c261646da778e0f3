"""What only some optimizers or some steps need: weight decay, missing gradients, configurations."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from typing import Any

from ..backend.base import Value, Variable


def variables(self: Any) -> list[Variable]:
    """Iterations, learning rate, then the slots, variable by variable (as Keras orders Adam's)."""
    rate = [self._learning_rate] if isinstance(self._learning_rate, Variable) else []
    return [self.iterations, *rate, *(slot for slots in self._slots for slot in slots)]


def apply_gradients(self: Any, grads_and_vars: Iterable[tuple[Value, Variable]]) -> Any:
    pairs = list(grads_and_vars)
    self.apply([g for g, _ in pairs], [v for _, v in pairs])
    return self.iterations


def _connected(self: Any, grads: Sequence[Value | None], variables: Sequence[Variable]) -> Any:
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


def exclude_from_weight_decay(self: Any, var_list: Any = None, var_names: Any = None) -> None:
    """Do not decay these variables, or those whose names contain one of `var_names`."""
    self._not_decayed.update(id(v) for v in var_list or ())
    self._not_decayed_names.extend(var_names or ())


def _decay_weights(self: Any, variables: Sequence[Variable], rate: Any) -> None:
    """w -= w * weight_decay * lr. Loshchilov and Hutter, arXiv:1711.05101."""
    ops = self.ops
    for v in variables:
        if id(v) in self._not_decayed or any(part in v.path for part in self._not_decayed_names):
            continue
        lr, decay = ops.cast(ops.tensor(rate), v.dtype), ops.cast(ops.tensor(self.weight_decay), v.dtype)
        ops.assign_add(v.value, ops.negative(ops.multiply(ops.multiply(ops.tensor(v), decay), lr)))


def get_config(self: Any) -> dict[str, Any]:
    """The arguments that make this optimizer again."""
    rate = self._learning_rate
    config: dict[str, Any] = {
        "name": self.name,
        "learning_rate": float(rate) if isinstance(rate, Variable) else rate,
    }
    for key in ("weight_decay", "clipnorm", "global_clipnorm", "clipvalue", *self.hyperparameters):
        config[key] = getattr(self, key)
    return config | ({"decay": self.decay} if self.decay else {})
