"""The backend in scope, and the names of `keras.backend`."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from importlib import import_module
from typing import Any

from .base import Variable
from .numpy_backend import NUMPY

__all__ = ["Variable", "current", "use_backend"]

_scope: ContextVar[Any] = ContextVar("backend", default=NUMPY)
current = _scope.get


@contextmanager
def use_backend(backend: Any, device: str | None = None, jit_compile: bool = False) -> Iterator[Any]:
    """Compute with "numpy", "tensorflow" or a `Backend` inside the `with` block; models made there stay with it.

    `device` ("CPU:0", "GPU:0") and `jit_compile` (XLA) concern TensorFlow only. Raises ValueError for another name, and
    for a device other than the CPU where TensorFlow is not to be made.
    """
    chosen = NUMPY if backend == "numpy" else backend
    if backend == "tensorflow":
        chosen = import_module(".tensorflow_backend", __name__).TensorFlowBackend(device, jit_compile)
    elif isinstance(chosen, str) or device:
        import_module("..settings", __name__).check_backend(backend, device)
    token = _scope.set(chosen)
    try:
        yield chosen
    finally:
        _scope.reset(token)


def __getattr__(name: str) -> Any:
    """What else `keras.backend` has."""
    if name.startswith("_"):
        raise AttributeError(name)
    return getattr(import_module("..backend_functions", __name__), name)
