"""The functions of `keras.backend` (`K.mean`, `K.square`, ...) for custom losses, metrics and layers.

Each computes with the backend in scope, so it can be differentiated on NumPy and on TensorFlow alike. Given symbolic
tensors (the results of layers called on an `Input`) a function becomes a node of the functional graph.
Names and arguments: `keras/src/legacy/backend.py` of Keras 3, and `docs/templates/backend.md` of Keras 2.3.
"""

from __future__ import annotations

from typing import Any

from .. import config, settings
from ..catalogs import no_attribute
from ..graph_functions import lifted
from . import elementwise, neural, reductions, shapes, values, variables

_PLAIN = [variables, settings, config]
"""Modules whose functions do not compute with tensors."""
_NOT_COMPUTING = {"shape", "int_shape", "ndim", "count_params", "variable"}


def __getattr__(name: str) -> Any:
    """The function called `name`, found among the modules; those that compute take symbolic tensors too."""
    if not name.startswith("_"):
        for module in (elementwise, reductions, shapes, neural, values):
            found: Any = vars(module).get(name)
            if getattr(found, "__module__", None) == module.__name__:
                globals()[name] = found if name in _NOT_COMPUTING else lifted(found)
                return globals()[name]
        for module in _PLAIN:
            if name in vars(module):
                return vars(module)[name]
    raise no_attribute("reference_impl.backend", name, __dir__())


def __dir__() -> list[str]:
    """The functions and settings that `__getattr__` finds."""
    modules = (elementwise, reductions, shapes, neural, values, *_PLAIN)
    found = ((m.__name__, name, value) for m in modules for name, value in vars(m).items())
    return [n for module, n, f in found if n[0] != "_" and getattr(f, "__module__", None) == module]
