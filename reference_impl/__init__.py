"""A compact, readable Keras: Sequential, Model, compile, fit - on NumPy or TensorFlow.

The names are Keras's; each is imported when it is first used.
"""

from importlib import import_module
from typing import Any

from .backend import use_backend
from .counterpart import counterpart

__all__ = ["counterpart", "use_backend"]

_MODULES = [
    "activations", "applications", "backend", "callbacks", "constraints", "datasets", "initializers", "layers",
    "losses", "metrics", "models", "ops", "optimizers", "preprocessing", "random", "regularizers", "schedules", "utils",
]  # fmt: skip
_NAMES = {
    "Sequential": ".models.sequential", "Model": ".models.model", "Input": ".models.tensors", "Layer": ".layers.base",
    "Loss": ".losses", "Metric": ".metrics.base", "Optimizer": ".optimizers", "Variable": ".backend.base",
    "Initializer": ".initializers", "KerasTensor": ".models.tensors", "from_keras": ".conversion",
    "compare": ".comparison", "GradientTape": ".own_steps",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return import_module(f".{name}", __name__)
    if name in _NAMES:
        return getattr(import_module(_NAMES[name], __name__), name)
    raise import_module(".catalogs", __name__).no_attribute(__name__, name, __dir__())


def __dir__() -> list[str]:
    return [*__all__, *_MODULES, *_NAMES]
