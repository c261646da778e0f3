"""Functions of tensors as Keras 3 calls them, `keras.ops`: for layers, losses and training steps of a user's own.

Those that `keras.backend` had with the same name, arguments and results are its (`backend_functions/`), activations
those of `activations/`. What is given goes through one conversion, Keras's `convert_to_tensor`
(`backend_functions/common.py`). Given symbolic tensors each becomes a node of a functional graph.
"""

from __future__ import annotations

from typing import Any

from .. import activations, backend_functions
from ..catalogs import no_attribute
from ..graph_functions import lifted
from . import elementwise, reductions, shapes

_OF_BACKEND = (
    "all any binary_crossentropy cast categorical_crossentropy cos exp log log1p logical_not logsumexp mean ndim "
    "ones_like shape sign sin sparse_categorical_crossentropy squeeze stack std var zeros_like"
)
_RENAMED = {"abs": "absolute", "true_divide": "divide"}
_ACTIVATIONS = (
    "celu elu glu hard_sigmoid hard_silu hard_tanh leaky_relu log_softmax relu relu6 selu sigmoid silu softmax "
    "softplus softsign squareplus tanh"
)
_AT_ONCE = ("convert_to_numpy", "is_tensor")


def __getattr__(name: str) -> Any:
    """The function of that name, which takes symbolic tensors too."""
    found = _own().get(_RENAMED.get(name, name))
    if found is not None:
        found = found if name in _AT_ONCE else lifted(found)
    elif name in _ACTIVATIONS.split():
        found = lifted(getattr(activations, name))
    elif name in _OF_BACKEND.split():
        found = getattr(backend_functions, name)
    else:
        raise AttributeError(name) if name.startswith("_") else no_attribute(__name__, name, __dir__())
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*_own(), *_OF_BACKEND.split(), *_RENAMED, *_ACTIVATIONS.split()})


def _own() -> dict[str, Any]:
    """The functions that the modules of this package define."""
    found = ((m, name, f) for m in (elementwise, reductions, shapes) for name, f in vars(m).items())
    return {name: f for m, name, f in found if name[0] != "_" and getattr(f, "__module__", None) == m.__name__}
