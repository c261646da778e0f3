"""Metrics, as `keras.metrics`."""

from __future__ import annotations

from typing import Any

from .. import losses
from ..lazy import Catalog

_CATALOG = Catalog(
    __name__,
    "metric",
    {
        ".base": "Metric Mean MeanMetricWrapper",
        ".accuracy": "Accuracy BinaryAccuracy CategoricalAccuracy SparseCategoricalAccuracy TopKCategoricalAccuracy "
        "SparseTopKCategoricalAccuracy accuracy binary_accuracy categorical_accuracy sparse_categorical_accuracy "
        "top_k_categorical_accuracy sparse_top_k_categorical_accuracy",
        ".confusion": "TruePositives TrueNegatives FalsePositives FalseNegatives Precision Recall AUC F1Score",
        ".regression": "Sum RootMeanSquaredError CosineSimilarity R2Score MeanSquaredError MeanAbsoluteError "
        "MeanAbsolutePercentageError MeanSquaredLogarithmicError LogCoshError BinaryCrossentropy CategoricalCrossentropy "
        "SparseCategoricalCrossentropy KLDivergence Poisson Hinge SquaredHinge CategoricalHinge",
        "..losses.base": "mean_squared_error",
        "..losses.probabilistic": "binary_crossentropy categorical_crossentropy sparse_categorical_crossentropy "
        "kl_divergence poisson",
        "..losses.regression": "mean_absolute_error mean_absolute_percentage_error mean_squared_logarithmic_error "
        "huber log_cosh hinge squared_hinge categorical_hinge",
    },
    {"acc": "accuracy", "bce": "BinaryCrossentropy", "mse": "MeanSquaredError", "mae": "MeanAbsoluteError",
     "mape": "MeanAbsolutePercentageError", "msle": "MeanSquaredLogarithmicError", "MSE": "MeanSquaredError",
     "MAE": "MeanAbsoluteError", "MAPE": "MeanAbsolutePercentageError", "MSLE": "MeanSquaredLogarithmicError",
     "kld": "kl_divergence", "logcosh": "log_cosh", "cosine_proximity": "cosine_similarity"},
)  # fmt: skip
__getattr__ = _CATALOG.attribute


def __dir__() -> list[str]:
    return [*_CATALOG.names(), "get"]


def get(identifier: Any) -> Any:
    """A metric from a string, dict, class, object or `f(y_true, y_pred)`; None stays None (`keras.metrics.get`)."""
    if isinstance(identifier, losses.Loss):
        return identifier
    return None if identifier is None else _CATALOG.get(identifier)
