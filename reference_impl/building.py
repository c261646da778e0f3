"""Building a model from its first batch of data, before anything is changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from .backend.base import Variable
from .random import SeedGenerator


def _prepare(self: Any, x: Any, y: Any = None, sample_weight: Any = None, *, training: bool = False) -> Any:
    """Build what is not built yet from a first batch, and check its shapes before anything is changed."""
    x = self.convert(x)
    self.ensure_built(x)
    self.check_input(x)
    layers = list(self.sublayers())
    if (y is not None and self._objective is not None and not self._objective.built) or not _all_built(layers):
        with _undisturbed(layers):
            y_pred = self.run(x, training=False)
        if self._objective is not None and y is not None:
            self._objective.build(y, y_pred)
            self._objective.loss(y, y_pred, sample_weight, [])
            self._objective.make_states(y, y_pred)
        layers = list(self.sublayers())
    penalized = [layer for layer in layers if layer.adds_losses or layer.activity_regularizer is not None]
    variables = self.trainable_weights
    self.__dict__.update(_with_penalties=penalized, _trained=variables)
    self._has_penalties = bool(penalized) or any(v.regularizer for v in variables)
    if training and self.optimizer is not None:
        self.optimizer.build(variables)
    return x


def _all_built(layers: Any) -> bool:
    return all(layer.built for layer in layers)


@contextmanager
def _undisturbed(layers: Any) -> Iterator[None]:
    """Put random generators and recurrent states back afterwards: building a model must not advance them."""
    generators = [v for layer in layers for v in vars(layer).values() if isinstance(v, SeedGenerator)]
    counts = [g.position for g in generators]
    states = [v for layer in layers for v in getattr(layer, "states", None) or () if isinstance(v, Variable)]
    values = [v.numpy() for v in states]
    yield
    for generator, count in zip(generators, counts, strict=True):
        generator.position = count
    for state, value in zip(states, values, strict=True):
        state.assign(value)
