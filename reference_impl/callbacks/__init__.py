"""Callbacks, as `keras.callbacks`."""

from ..lazy import Catalog

_CATALOG = Catalog(__name__, "callback", {".base": "Callback CallbackList History"})
__getattr__, __dir__ = _CATALOG.attribute, _CATALOG.names
