"""The names of `reference_impl.metrics` for readers and type checkers; each is imported when it is asked for."""

from collections.abc import Callable
from typing import Any

from ..losses import mean_squared_error as mean_squared_error
from ..losses.probabilistic import binary_crossentropy as binary_crossentropy
from ..losses.probabilistic import categorical_crossentropy as categorical_crossentropy
from ..losses.probabilistic import kl_divergence as kl_divergence
from ..losses.probabilistic import poisson as poisson
from ..losses.probabilistic import sparse_categorical_crossentropy as sparse_categorical_crossentropy
from ..losses.regression import categorical_hinge as categorical_hinge
from ..losses.regression import hinge as hinge
from ..losses.regression import huber as huber
from ..losses.regression import log_cosh as log_cosh
from ..losses.regression import mean_absolute_error as mean_absolute_error
from ..losses.regression import mean_absolute_percentage_error as mean_absolute_percentage_error
from ..losses.regression import mean_squared_logarithmic_error as mean_squared_logarithmic_error
from ..losses.regression import squared_hinge as squared_hinge
from .accuracies import Accuracy as Accuracy
from .accuracies import BinaryAccuracy as BinaryAccuracy
from .accuracies import CategoricalAccuracy as CategoricalAccuracy
from .accuracies import SparseCategoricalAccuracy as SparseCategoricalAccuracy
from .accuracies import SparseTopKCategoricalAccuracy as SparseTopKCategoricalAccuracy
from .accuracies import TopKCategoricalAccuracy as TopKCategoricalAccuracy
from .accuracies import accuracy as accuracy
from .accuracies import binary_accuracy as binary_accuracy
from .accuracies import categorical_accuracy as categorical_accuracy
from .accuracies import sparse_categorical_accuracy as sparse_categorical_accuracy
from .accuracies import sparse_top_k_categorical_accuracy as sparse_top_k_categorical_accuracy
from .accuracies import top_k_categorical_accuracy as top_k_categorical_accuracy
from .base import Mean as Mean
from .base import MeanMetricWrapper as MeanMetricWrapper
from .base import Metric as Metric
from .confusion import AUC as AUC
from .confusion import F1Score as F1Score
from .confusion import FalseNegatives as FalseNegatives
from .confusion import FalsePositives as FalsePositives
from .confusion import Precision as Precision
from .confusion import Recall as Recall
from .confusion import TrueNegatives as TrueNegatives
from .confusion import TruePositives as TruePositives
from .regression import BinaryCrossentropy as BinaryCrossentropy
from .regression import CategoricalCrossentropy as CategoricalCrossentropy
from .regression import CategoricalHinge as CategoricalHinge
from .regression import CosineSimilarity as CosineSimilarity
from .regression import Hinge as Hinge
from .regression import KLDivergence as KLDivergence
from .regression import LogCoshError as LogCoshError
from .regression import MeanAbsoluteError as MeanAbsoluteError
from .regression import MeanAbsolutePercentageError as MeanAbsolutePercentageError
from .regression import MeanSquaredError as MeanSquaredError
from .regression import MeanSquaredLogarithmicError as MeanSquaredLogarithmicError
from .regression import Poisson as Poisson
from .regression import R2Score as R2Score
from .regression import RootMeanSquaredError as RootMeanSquaredError
from .regression import SparseCategoricalCrossentropy as SparseCategoricalCrossentropy
from .regression import SquaredHinge as SquaredHinge
from .regression import Sum as Sum

get: Callable[[Any], Any]

acc = accuracy
bce = BinaryCrossentropy
mse = MSE = MeanSquaredError
mae = MAE = MeanAbsoluteError
mape = MAPE = MeanAbsolutePercentageError
msle = MSLE = MeanSquaredLogarithmicError
kld = kl_divergence
logcosh = log_cosh
cosine_proximity = CosineSimilarity
