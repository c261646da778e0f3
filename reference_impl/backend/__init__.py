"""The backend in scope, and the names of `keras.backend`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from importlib import import_module
from typing import Any

from ..config import clear_session, epsilon, floatx, set_epsilon, set_floatx
from .base import Backend, Variable
from .numpy_backend import NUMPY

__all__ = [
    "Variable", "clear_session", "current", "epsilon", "floatx", "set_epsilon", "set_floatx", "use_backend",
]  # fmt: skip

_scope: ContextVar[Backend] = ContextVar("backend", default=NUMPY)
current = _scope.get


@contextmanager
def use_backend(backend: str | Backend, device: str | None = None, jit_compile: bool = False) -> Iterator[Backend]:
    """Compute with "numpy" or "tensorflow" inside the `with` block; models made there stay with it.

    `device` ("CPU:0", "GPU:0") and `jit_compile` (XLA) concern TensorFlow only. Raises ValueError for another name.
    """
    if isinstance(backend, str):
        backend = _named(backend, device, jit_compile)
    token = _scope.set(backend)
    try:
        yield backend
    finally:
        _scope.reset(token)


def _named(name: str, device: str | None, jit_compile: bool) -> Backend:
    if name == "numpy":
        return NUMPY
    if name == "tensorflow":
        made: Backend = import_module(".tensorflow_backend", __name__).TensorFlowBackend(device, jit_compile)
        return made
    raise ValueError(f"Unknown backend: {name!r}. Known backends: numpy, tensorflow")


def __getattr__(name: str) -> Any:
    if name.startswith("_"):
        raise AttributeError(name)
    return getattr(import_module(".functions", __name__), name)
