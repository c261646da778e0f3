"""Losses, as `keras.losses`."""

from ..lazy import Catalog

_CATALOG = Catalog(
    __name__,
    "loss",
    {".base": "Loss LossFunctionWrapper MeanSquaredError mean_squared_error"},
    {"mse": "mean_squared_error"},
)
__getattr__, __dir__, get = _CATALOG.attribute, _CATALOG.names, _CATALOG.get
