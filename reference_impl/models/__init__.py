"""Models, as `keras.models`."""

from __future__ import annotations

from ..lazy import Catalog

_CATALOG = Catalog(
    __name__,
    "model",
    {
        ".model": "Model",
        ".sequential": "Sequential",
        ".functional": "Functional",
        ".configuration": "clone_model model_from_json",
        "..saving": "load_model save_model",
    },
)
__getattr__ = _CATALOG.attribute


def __dir__() -> list[str]:
    return _CATALOG.names()
