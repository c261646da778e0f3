"""Trying a model out without moving what it keeps from one call to the next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from .backend.base import Variable


@contextmanager
def undisturbed(layers: Sequence[Any]) -> Iterator[None]:
    """Put the layers' random generators and recurrent states back afterwards."""
    generators = [(v, v.position) for layer in layers for v in vars(layer).values() if hasattr(type(v), "position")]
    kept = [v for layer in layers for v in getattr(layer, "states", None) or () if isinstance(v, Variable)]
    states = [(v, v.numpy()) for v in kept]
    try:
        yield
    finally:
        for generator, position in generators:
            generator.position = position
        for state, value in states:
            state.assign(value)
