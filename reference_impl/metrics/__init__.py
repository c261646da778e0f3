"""Metrics, as `keras.metrics`."""

from ..lazy import Catalog

_CATALOG = Catalog(__name__, "metric", {})
__getattr__, __dir__, get = _CATALOG.attribute, _CATALOG.public, _CATALOG.get
