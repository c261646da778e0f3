"""Losses, as `keras.losses`."""

from __future__ import annotations

from typing import Any

from ..lazy import Catalog

_CATALOG = Catalog(
    __name__,
    "loss",
    {
        ".base": "Loss LossFunctionWrapper MeanSquaredError mean_squared_error",
        ".probabilistic": "BinaryCrossentropy CategoricalCrossentropy SparseCategoricalCrossentropy KLDivergence Poisson "
        "binary_crossentropy categorical_crossentropy sparse_categorical_crossentropy kl_divergence poisson "
        "BinaryFocalCrossentropy CategoricalFocalCrossentropy binary_focal_crossentropy categorical_focal_crossentropy",
        ".regression": "MeanAbsoluteError MeanAbsolutePercentageError MeanSquaredLogarithmicError CosineSimilarity Huber "
        "LogCosh Hinge SquaredHinge CategoricalHinge mean_absolute_error mean_absolute_percentage_error "
        "mean_squared_logarithmic_error cosine_similarity huber log_cosh hinge squared_hinge categorical_hinge",
    },
    {"mse": "mean_squared_error", "MSE": "mean_squared_error", "mae": "mean_absolute_error", "MAE": "mean_absolute_error",
     "mape": "mean_absolute_percentage_error", "MAPE": "mean_absolute_percentage_error",
     "msle": "mean_squared_logarithmic_error", "MSLE": "mean_squared_logarithmic_error", "bce": "binary_crossentropy",
     "BCE": "binary_crossentropy", "kld": "kl_divergence", "KLD": "kl_divergence", "logcosh": "log_cosh",
     "kullback_leibler_divergence": "kl_divergence", "cosine_proximity": "cosine_similarity",
     "Huber": "Huber", "huber_loss": "huber"},
)  # fmt: skip
__getattr__ = _CATALOG.attribute


def __dir__() -> list[str]:
    return [*_CATALOG.names(), "get"]


def get(identifier: Any) -> Any:
    """A loss from a string, dict, class, object or `f(y_true, y_pred)`; None stays None (`keras.losses.get`)."""
    return None if identifier is None else _CATALOG.get(identifier)


def choose(identifier: Any, y_true: Any, y_pred: Any) -> Any:
    """The Loss that `compile` was asked for: some depend on the shapes of targets and outputs."""
    if isinstance(identifier, str) and identifier in {"mse", "mean_squared_error"}:
        from .base import MeanSquaredError

        return MeanSquaredError(name=identifier)
    from ..choosing import get_loss

    return get_loss(identifier, y_true, y_pred)
