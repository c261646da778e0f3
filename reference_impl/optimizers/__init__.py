"""Optimizers, as `keras.optimizers`."""

from __future__ import annotations

from typing import Any

from ..lazy import Catalog

_CATALOG = Catalog(
    __name__,
    "optimizer",
    {
        ".base": "Optimizer",
        ".sgd": "SGD",
        ".adaptive": "RMSprop Adagrad Adadelta Adam AdamW Adamax Nadam",
        "..schedules": "LearningRateSchedule",
    },
    {"rmsprop": "RMSprop", "adamw": "AdamW"},
)


def __getattr__(name: str) -> Any:
    if name == "schedules":
        from .. import schedules

        return schedules
    return _CATALOG.attribute(name)


def __dir__() -> list[str]:
    return [*_CATALOG.names(), "get", "schedules"]


def get(identifier: Any) -> Any:
    """An optimizer from a string, dict, class or object (`keras.optimizers.get`). Raises ValueError for others."""
    from .base import Optimizer

    if isinstance(identifier, Optimizer):
        return identifier
    found = _CATALOG.own(identifier) if hasattr(identifier, "get_config") else _CATALOG.get(identifier)
    if not isinstance(found, Optimizer):
        raise ValueError(f"Could not interpret optimizer identifier: {identifier}")
    return found
