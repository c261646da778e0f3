"""The long lists: every public name that the core path does not need, with the module that defines it.

The same names stand as imports where a reader or type checker looks for them: in a package's `names.py`, or in the
`__init__.pyi` of one that has nothing of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from .lazy import Catalog

MODULES: dict[str, dict[str, str]] = {
    "layer": {
        "..models.tensors": "Input",
        ".core": "Activation Dropout Flatten Reshape",
        ".reshaping": "Permute RepeatVector Lambda Masking ActivityRegularization GaussianNoise ZeroPadding2D "
        "UpSampling2D",
        ".activation": "ReLU LeakyReLU ELU PReLU Softmax",
        ".merging": "Concatenate Add Subtract Multiply Average Maximum Minimum Dot add subtract multiply average "
        "maximum minimum concatenate dot",
        ".convolution": "Conv1D Conv2D",
        ".convolution_transpose": "Conv2DTranspose",
        ".pooling": "MaxPooling2D AveragePooling2D GlobalAveragePooling2D GlobalMaxPooling2D MaxPooling1D "
        "AveragePooling1D GlobalAveragePooling1D GlobalMaxPooling1D",
        ".normalization": "BatchNormalization LayerNormalization",
        ".embedding": "Embedding",
        ".recurrent": "SimpleRNN LSTM GRU RNN",
        ".recurrent_cells": "SimpleRNNCell LSTMCell GRUCell",
        ".wrappers": "Wrapper TimeDistributed Bidirectional",
    },
    "activation function": {
        ".more": "sigmoid softmax tanh elu selu softplus softsign silu gelu exponential hard_sigmoid hard_silu "
        "hard_tanh log_sigmoid log_softmax leaky_relu relu6 celu mish soft_shrink hard_shrink tanh_shrink threshold "
        "squareplus glu",
    },
    "initializer": {
        "..initializers": "Initializer RandomInitializer",
        ".more": "Constant Ones Identity RandomNormal TruncatedNormal RandomUniform GlorotNormal HeNormal HeUniform "
        "LecunNormal LecunUniform Orthogonal VarianceScaling",
    },
    "loss": {
        "..losses": "Loss LossFunctionWrapper",
        ".probabilistic": "BinaryCrossentropy CategoricalCrossentropy SparseCategoricalCrossentropy KLDivergence "
        "Poisson binary_crossentropy categorical_crossentropy sparse_categorical_crossentropy kl_divergence poisson "
        "BinaryFocalCrossentropy CategoricalFocalCrossentropy binary_focal_crossentropy "
        "categorical_focal_crossentropy",
        ".regression": "MeanAbsoluteError MeanAbsolutePercentageError MeanSquaredLogarithmicError CosineSimilarity "
        "Huber LogCosh Hinge SquaredHinge CategoricalHinge mean_absolute_error mean_absolute_percentage_error "
        "mean_squared_logarithmic_error cosine_similarity huber log_cosh hinge squared_hinge categorical_hinge",
    },
    "metric": {
        ".base": "Metric Mean MeanMetricWrapper",
        ".accuracies": "Accuracy BinaryAccuracy CategoricalAccuracy SparseCategoricalAccuracy TopKCategoricalAccuracy "
        "SparseTopKCategoricalAccuracy accuracy binary_accuracy categorical_accuracy sparse_categorical_accuracy "
        "top_k_categorical_accuracy sparse_top_k_categorical_accuracy",
        ".confusion": "TruePositives TrueNegatives FalsePositives FalseNegatives Precision Recall AUC F1Score",
        ".regression": "Sum RootMeanSquaredError CosineSimilarity R2Score MeanSquaredError MeanAbsoluteError "
        "MeanAbsolutePercentageError MeanSquaredLogarithmicError LogCoshError BinaryCrossentropy "
        "CategoricalCrossentropy SparseCategoricalCrossentropy KLDivergence Poisson Hinge SquaredHinge "
        "CategoricalHinge",
        "..losses": "mean_squared_error",
        "..losses.probabilistic": "binary_crossentropy categorical_crossentropy sparse_categorical_crossentropy "
        "kl_divergence poisson",
        "..losses.regression": "mean_absolute_error mean_absolute_percentage_error mean_squared_logarithmic_error "
        "huber log_cosh hinge squared_hinge categorical_hinge",
    },
    "optimizer": {
        "..optimizers": "Optimizer",
        ".adaptive": "RMSprop Adagrad Adadelta Adam AdamW Adamax Nadam",
        "..schedules": "LearningRateSchedule",
        "..": "schedules",
    },
    "callback": {
        "..callbacks": "Callback",
        ".listeners": "CallbackList",
        ".progress": "ProgbarLogger",
        ".monitors": "EarlyStopping ModelCheckpoint ReduceLROnPlateau TerminateOnNaN",
        ".others": "LambdaCallback LearningRateScheduler CSVLogger BaseLogger",
    },
    "helper": {
        "..utilities": "CustomObjectScope PyDataset Sequence custom_object_scope get_custom_objects normalize "
        "plot_model print_summary register_keras_serializable to_categorical",
    },
    "random": {
        "..random_draws": "categorical randint shuffle",
    },
    "model": {
        ".functional": "Functional",
        ".cloning": "clone_model",
        ".configuration": "model_from_json",
        "..saving": "load_model save_model",
    },
}
ALIASES: dict[str, dict[str, str]] = {
    "layer": {
        "Convolution1D": "Conv1D", "Convolution2D": "Conv2D", "MaxPool1D": "MaxPooling1D", "MaxPool2D": "MaxPooling2D",
        "AvgPool1D": "AveragePooling1D", "AvgPool2D": "AveragePooling2D", "GlobalMaxPool1D": "GlobalMaxPooling1D",
        "GlobalMaxPool2D": "GlobalMaxPooling2D", "GlobalAvgPool1D": "GlobalAveragePooling1D",
        "GlobalAvgPool2D": "GlobalAveragePooling2D",
    },
    "activation function": {"ReLU": "relu", "swish": "silu", "hard_swish": "hard_silu"},
    "initializer": {
        "normal": "RandomNormal", "uniform": "RandomUniform", "one": "Ones", "zero": "Zeros",
        "OrthogonalInitializer": "Orthogonal", "IdentityInitializer": "Identity",
    },
    "loss": {
        "MSE": "mean_squared_error", "mae": "mean_absolute_error", "MAE": "mean_absolute_error",
        "mape": "mean_absolute_percentage_error", "MAPE": "mean_absolute_percentage_error",
        "msle": "mean_squared_logarithmic_error", "MSLE": "mean_squared_logarithmic_error",
        "bce": "binary_crossentropy", "BCE": "binary_crossentropy", "kld": "kl_divergence", "KLD": "kl_divergence",
        "kullback_leibler_divergence": "kl_divergence", "logcosh": "log_cosh",
        "cosine_proximity": "cosine_similarity", "huber_loss": "huber",
    },
    "metric": {
        "acc": "accuracy", "bce": "BinaryCrossentropy", "mse": "MeanSquaredError", "MSE": "MeanSquaredError",
        "mae": "MeanAbsoluteError", "MAE": "MeanAbsoluteError", "mape": "MeanAbsolutePercentageError",
        "MAPE": "MeanAbsolutePercentageError", "msle": "MeanSquaredLogarithmicError",
        "MSLE": "MeanSquaredLogarithmicError", "kld": "kl_divergence", "logcosh": "log_cosh",
        "cosine_proximity": "cosine_similarity",
    },
    "optimizer": {"rmsprop": "RMSprop", "adamw": "AdamW"},
}  # fmt: skip


def names(catalog: Catalog) -> list[str]:
    """Every name and spelling that `catalog` knows, those that it was made without included."""
    if not catalog.is_whole:
        catalog.is_whole = True
        catalog.add(MODULES.get(catalog.kind, {}), ALIASES.get(catalog.kind, {}))
    return sorted(catalog.places)


def unknown(catalog: Catalog, name: str) -> ValueError:
    """The error for a string that stands for nothing; it lists those that do."""
    known = catalog.names()
    near = get_close_matches(name, known, 1)
    hint = f" Did you mean: {near[0]!r}?" if near else ""
    return ValueError(f"Unknown {catalog.kind}: {name!r}.{hint} Known {catalog.kind} names: {', '.join(known)}")


def missing(catalog: Catalog, name: str) -> AttributeError:
    """The error for an attribute that a package does not have."""
    return no_attribute(catalog.package, name, catalog.public())


def no_attribute(module: str, name: str, names: Iterable[str]) -> AttributeError:
    """The error for an attribute that a module does not have: the nearest name, then all that it has."""
    names = sorted(names)
    near = get_close_matches(name, names, 1)
    hint = f" Did you mean: {near[0]!r}?" if near else ""
    return AttributeError(f"module {module!r} has no attribute {name!r}.{hint} It has: {', '.join(names)}")
