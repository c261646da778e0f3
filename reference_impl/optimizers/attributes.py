"""What only some optimizers or some steps need: weight decay, missing gradients, configurations."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from typing import Any

from .. import schedules
from ..backend.base import Value, Variable
from ..config import floatx, single
from ..lazy import is_foreign
from .averaging import AVERAGING, accumulate, average, averaging_variables, check_averaging
from .clipping import clip_gradients


def variables(self: Any) -> list[Variable]:
    """Iterations, learning rate, averages, then the slots in the order in which Keras makes and saves them."""
    rate = [self._learning_rate] if isinstance(self._learning_rate, Variable) else []
    together = [slot for slots in self._slots for slot in slots[: self.made_together]]
    one_by_one = [slot for same in zip(*self._slots, strict=True) for slot in same][len(together) :]
    return [self._iterations, *rate, *averaging_variables(self), *together, *one_by_one]


def apply_gradients(self: Any, grads_and_vars: Iterable[tuple[Value, Variable]]) -> Any:
    """A step with gradients computed by hand: those of `scale_loss(loss)`."""
    pairs, scale = list(grads_and_vars), self.__dict__.get("loss_scale_factor")
    grads = [g if g is None or scale is None else g / scale for g, _ in pairs]
    self.apply(grads, [v for _, v in pairs])
    return self._iterations


def scale_loss(self: Any, loss: Value) -> Value:
    """The loss times `loss_scale_factor`, for `apply_gradients`."""
    scale = self.__dict__.get("loss_scale_factor")
    return loss if scale is None else loss * scale


def connected(self: Any, grads: Sequence[Value | None], variables: Sequence[Variable]) -> Any:
    """The gradients there are, with their variables and slots; TensorFlow's of tables as Rows."""
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
    grads = [self.ops.rows(g, v) if hasattr(g, "dense_shape") else g for g, v in pairs]
    return grads, [v for _, v in pairs], [self._slots[place[id(v)]] for _, v in pairs]


def set_options(
    self: Any, *, weight_decay: float | None = None, clipnorm: float | None = None, clipvalue: float | None = None,
    global_clipnorm: float | None = None, decay: float | None = None, **unknown: Any
) -> None:  # fmt: skip
    """Take the arguments that all optimizers share. Raises ValueError for those unknown or contradictory.

    `decay`, of before Keras 3, divides the learning rate by 1 + decay * iterations.
    """
    kept = {option: unknown.pop(option, default) for option, default in AVERAGING.items()}
    if unknown:
        raise ValueError(f"Argument(s) not recognized: {unknown}")
    check_averaging(**kept)
    self.__dict__.update(kept, use_ema=kept["use_ema"] or None)
    if sum(a is not None for a in (clipnorm, clipvalue, global_clipnorm)) > 1:
        raise ValueError(
            "Only one of `clipnorm`, `clipvalue` and `global_clipnorm` can be set. Received: "
            f"clipnorm={clipnorm}, clipvalue={clipvalue}, global_clipnorm={global_clipnorm}"
        )
    self.weight_decay, self.decay = weight_decay, float(decay) if decay else None
    self.clipnorm, self.clipvalue, self.global_clipnorm = clipnorm, clipvalue, global_clipnorm


def apply_with_options(
    self: Any, grads: Sequence[Value], variables: Sequence[Variable], slots: Sequence[Any], rate: Value
) -> None:
    """A step with gradients collected or clipped, the rate or weights decayed, weights averaged, as the options ask."""
    if self.gradient_accumulation_steps:
        accumulate(self, grads, variables, slots, rate)
    else:
        step_with_options(self, grads, variables, slots, rate)
    if self.use_ema:
        average(self)


def step_with_options(
    self: Any, grads: Sequence[Value], variables: Sequence[Variable], slots: Sequence[Any], rate: Value
) -> None:
    """A step with the gradients clipped, and the rate and weights decayed."""
    ops = self.ops
    if self.clipnorm or self.clipvalue or self.global_clipnorm:
        grads = clip_gradients(ops, grads, self.clipnorm, self.clipvalue, self.global_clipnorm)
    if self.decay:
        rate = ops.divide(rate, 1.0 + self.decay * ops.cast(self._iterations.value, floatx()))
    if self.weight_decay is not None:
        _decay_weights(self, variables, rate)
    self._step(grads, variables, slots, rate)


def set_learning_rate(self: Any, value: Any) -> None:
    """Set the rate. Raises TypeError for a number where a schedule was given before."""
    if callable(value):
        self._learning_rate = value
    elif isinstance(self._learning_rate, Variable):
        self._learning_rate.assign(float(value))
    else:
        raise TypeError(
            "This optimizer was created with a `LearningRateSchedule` object as its `learning_rate` constructor "
            "argument, hence its learning rate is not settable. If you need the learning rate to be settable, you "
            "should instantiate the optimizer with a float `learning_rate` argument."
        )


def exclude_from_weight_decay(self: Any, var_list: Any = None, var_names: Any = None) -> None:
    """Do not decay these variables, or those whose names contain one of `var_names`."""
    excluded, names = self.__dict__.setdefault("_not_decayed", (set(), []))
    excluded.update(id(v) for v in var_list or ())
    names.extend(var_names or ())


def _decay_weights(self: Any, variables: Sequence[Variable], rate: Any) -> None:
    """w -= w * weight_decay * lr. Loshchilov and Hutter, arXiv:1711.05101."""
    ops = self.ops
    excluded, names = self.__dict__.get("_not_decayed", ((), ()))
    for v in variables:
        if id(v) in excluded or any(part in v.path for part in names):
            continue
        lr, decay = ops.cast(ops.tensor(rate), v.dtype), ops.cast(ops.tensor(single(self.weight_decay)), v.dtype)
        ops.assign_add(v.value, ops.negative(ops.multiply(ops.multiply(ops.tensor(v), decay), lr)))


def get_config(self: Any) -> dict[str, Any]:
    """The arguments that make this optimizer again, in the form and order of Keras's."""
    rate = self._learning_rate
    config: dict[str, Any] = {"name": self.name, "learning_rate": rate}
    if isinstance(rate, Variable):
        config["learning_rate"] = float(rate)
    elif isinstance(rate, schedules.LearningRateSchedule) and not is_foreign(rate):
        config["learning_rate"] = {
            "module": "keras.optimizers.schedules", "class_name": type(rate).__name__, "config": rate.get_config(),
            "registered_name": None,
        }  # fmt: skip
    for key in ("weight_decay", "clipnorm", "global_clipnorm", "clipvalue"):
        config[key] = getattr(self, key)
    config |= {option: self.__dict__.get(option) or default for option, default in AVERAGING.items()}
    config |= {key: getattr(self, key) for key in self.hyperparameters}
    return config | ({"decay": self.decay} if self.decay else {})


@classmethod  # type: ignore[misc]
def from_config(cls: Any, config: dict[str, Any]) -> Any:
    """An optimizer from `get_config()`; a schedule may be one itself. Raises ValueError for one unknown."""
    rate = config.get("learning_rate")
    if isinstance(rate, dict):
        name = rate["class_name"]
        if name not in schedules.__all__:
            raise ValueError(f"Unknown learning rate schedule: {name!r}. Known ones: {', '.join(schedules.__all__)}")
        config = {**config, "learning_rate": getattr(schedules, name).from_config(rate["config"])}
    return cls(**config)
