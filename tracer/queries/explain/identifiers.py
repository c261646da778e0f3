"""String arguments that stand for objects: `activation='relu'`, `optimizer='sgd'`, `metrics=['mse']`.

Keras resolves them in the `get` function of the module that the argument's name belongs to
(`keras.activations.get`, `keras.optimizers.get` ...), against the public names of that module and their short forms.
"""

from __future__ import annotations

MODULES = {
    "activation": "activations",
    "optimizer": "optimizers",
    "loss": "losses",
    "losses": "losses",
    "metrics": "metrics",
    "weighted_metrics": "metrics",
    "initializer": "initializers",
    "init": "initializers",
    "regularizer": "regularizers",
    "constraint": "constraints",
    "callbacks": "callbacks",
}

CHOSEN_BY_SHAPE = {
    "accuracy": ("binary_accuracy", "categorical_accuracy", "sparse_categorical_accuracy"),
    "acc": ("binary_accuracy", "categorical_accuracy", "sparse_categorical_accuracy"),
    "crossentropy": ("binary_crossentropy", "categorical_crossentropy", "sparse_categorical_crossentropy"),
    "ce": ("binary_crossentropy", "categorical_crossentropy", "sparse_categorical_crossentropy"),
}
"""Metrics that `compile` picks by the shapes of `y` (keras: `trainers/compile_utils.get_metric`)."""

SHORT_FORMS = {
    "mse": "mean_squared_error",
    "mae": "mean_absolute_error",
    "mape": "mean_absolute_percentage_error",
    "msle": "mean_squared_logarithmic_error",
    "bce": "binary_crossentropy",
    "kld": "kl_divergence",
    "kullback_leibler_divergence": "kl_divergence",
    "one": "ones",
    "zero": "zeros",
    "uniform": "random_uniform",
    "normal": "random_normal",
}
"""Keras's own short forms (keras: the dictionaries beside each `get`)."""


def module_of(argument: str) -> str | None:
    """The Keras module whose `get` resolves strings of this argument; None for other arguments."""
    if argument in MODULES:
        return MODULES[argument]
    last = argument.rpartition("_")[2]
    return MODULES.get(last) if last in {"activation", "initializer", "regularizer", "constraint"} else None


def public_names(module: str, text: str) -> tuple[tuple[str, ...], str | None]:
    """The public names that `text` can stand for in `keras.<module>`, best first, and a remark if there is one.

    Each of the names but those of a choice by shape is the same object under another spelling.
    """
    if module == "metrics" and text.lower() in CHOSEN_BY_SHAPE:
        names = CHOSEN_BY_SHAPE[text.lower()]
        return tuple(f"keras.metrics.{name}" for name in names), "chosen by the shapes of the targets and outputs"
    spellings = [text, SHORT_FORMS.get(text.lower(), text), camel_case(text), camel_case(SHORT_FORMS.get(text, text))]
    spellings += [snake_case(text), text.upper()]
    return tuple(dict.fromkeys(f"keras.{module}.{name}" for name in spellings)), None


def camel_case(name: str) -> str:
    """`glorot_uniform` -> `GlorotUniform`."""
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


def snake_case(name: str) -> str:
    """`GlorotUniform` -> `glorot_uniform`."""
    letters = [
        f"_{letter.lower()}" if letter.isupper() and place else letter.lower() for place, letter in enumerate(name)
    ]
    return "".join(letters)
