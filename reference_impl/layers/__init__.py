"""Layers, as `keras.layers`."""

from ..lazy import Catalog

CATALOG = Catalog(__name__, "layer", {".base": "Layer InputSpec", ".dense": "Dense", ".input_layer": "InputLayer"})
__getattr__, __dir__ = CATALOG.attribute, CATALOG.public
