"""The backend in scope, and the names of `keras.backend`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from importlib import import_module
from typing import TYPE_CHECKING, Any

from .base import Variable
from .numpy_backend import NUMPY

if TYPE_CHECKING:
    from .protocol import Backend

__all__ = ["Variable", "current", "use_backend"]

_scope: ContextVar[Backend] = ContextVar("backend", default=NUMPY)
current = _scope.get


@contextmanager
def use_backend(backend: str | Backend, device: str | None = None, jit_compile: bool = False) -> Iterator[Backend]:
    """Compute with "numpy" or "tensorflow" inside the `with` block; models made there stay with it.

    `device` ("CPU:0", "GPU:0") and `jit_compile` (XLA) concern TensorFlow only. Raises ValueError for another name.
    """
    chosen: Any = NUMPY if backend == "numpy" else backend
    if backend == "tensorflow":
        chosen = import_module(".tensorflow_backend", __name__).TensorFlowBackend(device, jit_compile)
    elif isinstance(chosen, str):
        raise ValueError(f"Unknown backend: {backend!r}. Known backends: numpy, tensorflow")
    token = _scope.set(chosen)
    try:
        yield chosen
    finally:
        _scope.reset(token)


def __getattr__(name: str) -> Any:
    if name.startswith("_"):
        raise AttributeError(name)
    return getattr(import_module(".functions", __name__), name)
