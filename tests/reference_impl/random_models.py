"""Random models for the parity tests: a seed gives a model function, data and `fit` options, the same for Keras and
for reference_impl.

`choose(seed)` draws only from its own `random.Random(seed)`; building the model draws from the libraries' seeded
generators.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

import numpy as np

KINDS = ("mlp", "mlp", "convnet", "sequence", "functional")
ACTIVATIONS = (
    "relu",
    "tanh",
    "sigmoid",
    "elu",
    "selu",
    "softplus",
    "gelu",
    "linear",
    "swish",
    "softsign",
    "exponential",
)
INITIALIZERS = (
    "glorot_uniform", "glorot_normal", "he_normal", "he_uniform", "lecun_normal", "lecun_uniform", "random_uniform",
    "random_normal", "truncated_normal", "orthogonal",
)  # fmt: skip
REGULARIZERS = (None, None, None, "l1", "l2", "L1L2")
#: task -> losses that suit it
LOSSES = {
    "binary": ("binary_crossentropy", "mse", "hinge", "squared_hinge", "binary_focal_crossentropy"),
    "categorical": (
        "categorical_crossentropy",
        "kl_divergence",
        "mse",
        "categorical_hinge",
        "categorical_focal_crossentropy",
    ),
    "sparse": ("sparse_categorical_crossentropy",),
    "regression": ("mse", "mae", "huber", "log_cosh", "mape", "msle", "poisson", "cosine_similarity"),
}
METRICS = {
    "binary": ("accuracy", "binary_accuracy", "mae", "AUC", "Precision", "Recall"),
    "categorical": (
        "accuracy",
        "categorical_accuracy",
        "top_k_categorical_accuracy",
        "mse",
        "categorical_crossentropy",
    ),
    "sparse": ("accuracy", "sparse_categorical_accuracy", "sparse_top_k_categorical_accuracy"),
    "regression": ("mae", "mse", "mape", "RootMeanSquaredError", "cosine_similarity", "logcosh"),
}


@dataclass
class Case:
    """What a seed stands for: `layers` and `compile` describe the model, `fit` the call, `data` the arrays."""

    seed: int
    kind: str
    task: str
    classes: int
    shape: tuple[int, ...]
    vocabulary: int
    layers: list[tuple[str, dict[str, Any]]]
    optimizer: tuple[str, dict[str, Any]]
    schedule: tuple[str, dict[str, Any]] | None
    loss: str
    metrics: list[str]
    weighted_metrics: list[str]
    fit: dict[str, Any]
    rows: int
    weighted: bool
    validation: bool
    output: dict[str, Any] = field(default_factory=dict)

    def model_fn(self, keras: Any) -> Any:
        """The compiled model, made from `keras` (Keras or reference_impl)."""
        model = self._functional(keras) if self.kind == "functional" else self._sequential(keras)
        name, arguments = self.optimizer
        arguments = dict(arguments)
        if self.schedule:
            schedule, options = self.schedule
            arguments["learning_rate"] = getattr(keras.optimizers.schedules, schedule)(**options)
        model.compile(
            optimizer=getattr(keras.optimizers, name)(**arguments), loss=self.loss, metrics=list(self.metrics),
            weighted_metrics=list(self.weighted_metrics) or None,
        )  # fmt: skip
        return model

    def _sequential(self, keras: Any) -> Any:
        model = keras.Sequential([keras.Input(self.shape)])
        for layer in self.layers:
            model.add(_make(keras, *layer))
        model.add(keras.layers.Dense(**self.output))
        return model

    def _functional(self, keras: Any) -> Any:
        """Two branches with a shared layer between them, merged; the last entry of `layers` says how."""
        inputs = keras.Input(self.shape)
        *body, (merge, options) = self.layers
        shared = keras.layers.Dense(6, activation="tanh")
        left = right = inputs
        for index, layer in enumerate(body):
            if index % 2:
                left = _make(keras, *layer)(left)
            else:
                right = _make(keras, *layer)(right)
        merged = _make(keras, merge, options)(
            [shared(keras.layers.Dense(5)(left)), shared(keras.layers.Dense(5)(right))]
        )
        return keras.Model(inputs, keras.layers.Dense(**self.output)(merged))

    def data(self) -> tuple[Any, ...]:
        """(x, y) or (x, y, sample_weight)."""
        generator = np.random.default_rng(self.seed)
        x, y = self._arrays(generator, self.rows)
        if not self.weighted:
            return x, y
        return x, y, generator.uniform(0.1, 2.0, size=self.rows).astype("float32")

    def fit_options(self) -> dict[str, Any]:
        options = dict(self.fit)
        if self.validation:
            options["validation_data"] = self._arrays(np.random.default_rng(self.seed + 1), 17)
        return options

    def _arrays(self, generator: np.random.Generator, rows: int) -> tuple[Any, Any]:
        size = (rows, *self.shape)
        x = (
            generator.integers(self.vocabulary, size=size)
            if self.vocabulary
            else generator.normal(size=size).astype("float32")
        )
        labels = generator.integers(self.classes, size=rows)
        if self.task == "sparse":
            return x, labels.reshape(rows, 1) if self.seed % 2 else labels
        if self.task == "categorical":
            return x, np.eye(self.classes, dtype="float32")[labels]
        if self.task == "binary":
            return x, labels.reshape(rows, 1).astype("float32" if self.seed % 2 else "int64")
        return x, generator.uniform(0.1, 2.0, size=(rows, self.classes)).astype("float32")


def _make(keras: Any, name: str, options: dict[str, Any]) -> Any:
    inner = options.get("layer")
    if inner:
        return getattr(keras.layers, name)(_make(keras, *inner), **{k: v for k, v in options.items() if k != "layer"})
    return getattr(keras.layers, name)(**options)


def choose(seed: int, kind: str | None = None) -> Case:
    """The case a seed stands for."""
    r = random.Random(seed)
    kind = kind or r.choice(KINDS)
    task = r.choice(list(LOSSES))
    classes = {"binary": 2, "regression": r.randint(1, 3)}.get(task, r.randint(3, 6))
    shape, vocabulary, layers = {"mlp": _mlp, "convnet": _convnet, "sequence": _sequence, "functional": _branches}[
        kind
    ](r)
    loss = r.choice(LOSSES[task])
    rows, batch_size = r.randint(20, 90), r.choice([4, 16, 32])
    fit: dict[str, Any] = {"epochs": r.randint(1, 3), "batch_size": batch_size, "shuffle": r.random() < 0.7}
    if r.random() < 0.3:
        fit["validation_split"] = r.choice([0.1, 0.25, 0.5])
    weighted = r.random() < 0.3
    if task != "regression" and not weighted and r.random() < 0.3:
        fit["class_weight"] = {label: round(r.uniform(0.2, 3), 2) for label in range(classes)}
    metrics = r.sample(METRICS[task], r.randint(0, 2))
    optimizer, schedule = _optimizer(r)
    return Case(
        seed, kind, task, classes, shape, vocabulary, layers, optimizer, schedule, loss, metrics,
        r.sample(METRICS[task], 1) if r.random() < 0.2 else [], fit, rows, weighted,
        "validation_split" not in fit and r.random() < 0.3, _output(r, task, loss, classes),
    )  # fmt: skip


def _output(r: random.Random, task: str, loss: str, classes: int) -> dict[str, Any]:
    units = 1 if task == "binary" else classes
    activation = {"binary": "sigmoid", "categorical": "softmax", "sparse": "softmax"}.get(
        task, r.choice([None, "linear"])
    )
    if loss in {"poisson", "msle"}:
        activation = "softplus"
    if loss in {"hinge", "squared_hinge"}:
        activation = "tanh"
    return {"units": units, "activation": activation}


def _optimizer(r: random.Random) -> tuple[tuple[str, dict[str, Any]], tuple[str, dict[str, Any]] | None]:
    name = r.choice(["SGD", "RMSprop", "Adagrad", "Adadelta", "Adam", "AdamW", "Adamax", "Nadam"])
    options: dict[str, Any] = {}
    if name == "SGD":
        options = {"learning_rate": 0.01, "momentum": r.choice([0.0, 0.9]), "nesterov": r.random() < 0.5}
    if name == "RMSprop":
        options = {"momentum": r.choice([0.0, 0.0, 0.5]), "centered": r.random() < 0.2}
    if name == "Adam":
        options = {"amsgrad": r.random() < 0.3}
    if r.random() < 0.3:
        options |= r.choice([{"clipnorm": 0.5}, {"clipvalue": 0.1}, {"global_clipnorm": 0.7}])
    if name != "AdamW" and r.random() < 0.15:
        options["weight_decay"] = 0.01
    schedules = [
        ("ExponentialDecay", {"initial_learning_rate": 0.01, "decay_steps": 3, "decay_rate": 0.9}),
        ("InverseTimeDecay", {"initial_learning_rate": 0.01, "decay_steps": 1, "decay_rate": 0.1}),
        ("PiecewiseConstantDecay", {"boundaries": [3, 6], "values": [0.01, 0.005, 0.001]}),
        ("PolynomialDecay", {"initial_learning_rate": 0.01, "decay_steps": 10}),
        ("CosineDecay", {"initial_learning_rate": 0.01, "decay_steps": 10}),
    ]
    return (name, options), (r.choice(schedules) if r.random() < 0.2 else None)


def _dense(r: random.Random, units: int) -> tuple[str, dict[str, Any]]:
    options: dict[str, Any] = {
        "units": units,
        "activation": r.choice(ACTIVATIONS[:-1]),
        "kernel_initializer": r.choice(INITIALIZERS),
    }
    if r.random() < 0.2:
        options["use_bias"] = False
    if r.random() < 0.2:
        options["bias_initializer"] = r.choice(["ones", "random_normal"])
    for name in ("kernel_regularizer", "activity_regularizer"):
        chosen = r.choice(REGULARIZERS)
        if chosen and r.random() < 0.6:
            options[name] = chosen
    return "Dense", options


def _between(r: random.Random) -> list[tuple[str, dict[str, Any]]]:
    choices: list[list[tuple[str, dict[str, Any]]]] = [
        [], [], [("Dropout", {"rate": r.choice([0.1, 0.25, 0.5])})], [("BatchNormalization", {})],
        [("BatchNormalization", {"momentum": 0.9, "scale": False})], [("LayerNormalization", {})],
        [("Activation", {"activation": r.choice(ACTIVATIONS[:4])})],
    ]  # fmt: skip
    return r.choice(choices)


def _mlp(r: random.Random) -> tuple[tuple[int, ...], int, list[tuple[str, dict[str, Any]]]]:
    layers: list[tuple[str, dict[str, Any]]] = []
    for _ in range(r.randint(1, 3)):
        layers += [_dense(r, r.randint(2, 24)), *_between(r)]
    if r.random() < 0.15:
        return (3, 4), 0, [("Flatten", {}), *layers]
    return (r.randint(2, 20),), 0, layers


def _convnet(r: random.Random) -> tuple[tuple[int, ...], int, list[tuple[str, dict[str, Any]]]]:
    layers: list[tuple[str, dict[str, Any]]] = []
    for _ in range(r.randint(1, 2)):
        options: dict[str, Any] = {
            "filters": r.randint(2, 6), "kernel_size": r.choice([1, 2, 3, (3, 2)]),
            "activation": r.choice(ACTIVATIONS[:5]),
            "padding": r.choice(["valid", "same"]), "kernel_initializer": r.choice(INITIALIZERS),
        }  # fmt: skip
        if r.random() < 0.3:
            options["strides"] = r.choice([2, (1, 2)])
        elif r.random() < 0.2:
            options["dilation_rate"] = 2
        layers += [("Conv2D", options), *_between(r)]
    pool = r.choice(["MaxPooling2D", "AveragePooling2D", None])
    if pool:
        layers.append((pool, {"pool_size": 2, "padding": "same", **({"strides": 1} if r.random() < 0.3 else {})}))
    layers.append(r.choice([("Flatten", {}), ("GlobalAveragePooling2D", {}), ("GlobalMaxPooling2D", {})]))
    return (r.randint(9, 13), r.randint(9, 13), r.randint(1, 3)), 0, layers


def _sequence(r: random.Random) -> tuple[tuple[int, ...], int, list[tuple[str, dict[str, Any]]]]:
    vocabulary = r.randint(5, 30)
    layers: list[tuple[str, dict[str, Any]]] = [
        ("Embedding", {"input_dim": vocabulary, "output_dim": r.randint(2, 8), "mask_zero": r.random() < 0.3})
    ]
    if r.random() < 0.3:
        layers += [_recurrent(r, True)]
    layers += [_recurrent(r, False), *_between(r)]
    return (r.randint(3, 8),), vocabulary, layers


def _recurrent(r: random.Random, return_sequences: bool) -> tuple[str, dict[str, Any]]:
    name = r.choice(["SimpleRNN", "LSTM", "LSTM", "GRU"])
    options: dict[str, Any] = {"units": r.randint(2, 8), "return_sequences": return_sequences}
    if r.random() < 0.15:
        options["go_backwards"] = True
    if r.random() < 0.15:
        options["recurrent_initializer"] = "glorot_uniform"
    if r.random() < 0.15:
        return "Bidirectional", {"layer": (name, options)}
    return name, options


def _branches(r: random.Random) -> tuple[tuple[int, ...], int, list[tuple[str, dict[str, Any]]]]:
    body = [_dense(r, r.randint(3, 12)) for _ in range(r.randint(2, 4))]
    merge = r.choice(["Add", "Concatenate", "Multiply", "Average", "Maximum", "Subtract"])
    return (r.randint(3, 12),), 0, [*body, (merge, {})]
