"""What `reference_impl.losses` offers besides its own, for readers and type checkers; no program imports this."""

from .probabilistic import BinaryCrossentropy as BinaryCrossentropy
from .probabilistic import BinaryFocalCrossentropy as BinaryFocalCrossentropy
from .probabilistic import CategoricalCrossentropy as CategoricalCrossentropy
from .probabilistic import CategoricalFocalCrossentropy as CategoricalFocalCrossentropy
from .probabilistic import KLDivergence as KLDivergence
from .probabilistic import Poisson as Poisson
from .probabilistic import SparseCategoricalCrossentropy as SparseCategoricalCrossentropy
from .probabilistic import binary_crossentropy as binary_crossentropy
from .probabilistic import binary_focal_crossentropy as binary_focal_crossentropy
from .probabilistic import categorical_crossentropy as categorical_crossentropy
from .probabilistic import categorical_focal_crossentropy as categorical_focal_crossentropy
from .probabilistic import kl_divergence as kl_divergence
from .probabilistic import poisson as poisson
from .probabilistic import sparse_categorical_crossentropy as sparse_categorical_crossentropy
from .regression import CategoricalHinge as CategoricalHinge
from .regression import CosineSimilarity as CosineSimilarity
from .regression import Hinge as Hinge
from .regression import Huber as Huber
from .regression import LogCosh as LogCosh
from .regression import MeanAbsoluteError as MeanAbsoluteError
from .regression import MeanAbsolutePercentageError as MeanAbsolutePercentageError
from .regression import MeanSquaredLogarithmicError as MeanSquaredLogarithmicError
from .regression import SquaredHinge as SquaredHinge
from .regression import categorical_hinge as categorical_hinge
from .regression import cosine_similarity as cosine_similarity
from .regression import hinge as hinge
from .regression import huber as huber
from .regression import log_cosh as log_cosh
from .regression import mean_absolute_error as mean_absolute_error
from .regression import mean_absolute_percentage_error as mean_absolute_percentage_error
from .regression import mean_squared_logarithmic_error as mean_squared_logarithmic_error
from .regression import squared_hinge as squared_hinge

mae = MAE = mean_absolute_error
mape = MAPE = mean_absolute_percentage_error
msle = MSLE = mean_squared_logarithmic_error
bce = BCE = binary_crossentropy
kld = KLD = kullback_leibler_divergence = kl_divergence
logcosh = log_cosh
cosine_proximity = cosine_similarity
huber_loss = huber
