"""Callbacks, as `keras.callbacks`."""

from __future__ import annotations

from ..lazy import Catalog
from .base import Callback, CallbackList, History

__all__ = ["Callback", "CallbackList", "History"]

_CATALOG = Catalog(
    __name__,
    "callback",
    {
        ".base": "Callback CallbackList History",
        ".progress": "ProgbarLogger",
        ".monitors": "EarlyStopping ModelCheckpoint ReduceLROnPlateau TerminateOnNaN",
        ".others": "LambdaCallback LearningRateScheduler CSVLogger BaseLogger",
    },
)
__getattr__ = _CATALOG.attribute


def __dir__() -> list[str]:
    return _CATALOG.names()
