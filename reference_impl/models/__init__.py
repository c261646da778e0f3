"""Models, as `keras.models`."""

from ..lazy import Catalog

_CATALOG = Catalog(__name__, "model", {".model": "Model", ".sequential": "Sequential"})
__getattr__, __dir__ = _CATALOG.attribute, _CATALOG.public
