"""String arguments that stand for objects: `activation='relu'`, `optimizer='sgd'`, `metrics=['mse']`.

Keras resolves them in the `get` function of the module that the argument's name belongs to
(`keras.activations.get`, `keras.optimizers.get` ...), against the public names of that module and their short forms.
"""

from __future__ import annotations

from collections.abc import Iterable

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


def folded(name: str) -> str:
    """What the spellings of one object share: `glorot_uniform` and `GlorotUniform`, `rmsprop` and `RMSprop`."""
    return name.replace("_", "").lower()


def meanings(module: str, text: str, names: Iterable[str]) -> tuple[tuple[str, ...], str | None]:
    """Which of a module's public `names` a string stands for, and a remark where it is more than one.

    Args:
        module: `optimizers`, `losses` ...
        text: the string.
        names: the public names in `keras.<module>`, without the module.
    """
    known = sorted(names)
    if module == "metrics" and text.lower() in CHOSEN_BY_SHAPE:
        chosen = tuple(name for name in CHOSEN_BY_SHAPE[text.lower()] if name in known)
        return chosen, "chosen by the shapes of the targets and outputs"
    long = SHORT_FORMS.get(text.lower(), text)
    spellings = [name for name in known if folded(name) in {folded(text), folded(long)}]
    return tuple(sorted(spellings, key=lambda name: (name != text, name != long, name.isupper(), name))[:1]), None
