"""Initial values of weights, as `keras.initializers`."""

from ..lazy import Catalog

_CATALOG = Catalog(__name__, "initializer", {".base": "Initializer RandomInitializer GlorotUniform Zeros"})
__getattr__, __dir__, get = _CATALOG.attribute, _CATALOG.names, _CATALOG.get
