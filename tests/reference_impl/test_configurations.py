"""`get_config` tells of everything that Keras's does, in Keras's form, and makes the same thing again."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

import reference_impl

keras = pytest.importorskip("keras")

RECURRENT = {
    "return_sequences": True, "return_state": True, "go_backwards": True, "stateful": True, "unroll": True,
    "dropout": 0.1, "recurrent_dropout": 0.2, "seed": 4, "kernel_regularizer": "l1", "recurrent_constraint": "max_norm",
}  # fmt: skip
CONVOLUTION = {"filters": 3, "kernel_size": 2, "strides": 2, "padding": "same", "activity_regularizer": "l2"}

#: class -> arguments of several objects of it
LAYERS: dict[str, list[dict[str, Any]]] = {
    "InputLayer": [{"shape": (3,)}, {"batch_shape": (2, 3), "dtype": "int32"}],
    "Dense": [
        {"units": 3, "activation": "relu"},
        {"units": 3, "activity_regularizer": "l1", "kernel_constraint": "non_neg", "dtype": "float64"},
        {"units": 3, "activation": "swish", "kernel_initializer": "zeros", "trainable": False, "use_bias": False},
    ],
    "Activation": [{"activation": "tanh"}, {"activation": "relu", "activity_regularizer": "l2"}],
    "Dropout": [{"rate": 0.5}, {"rate": 0.5, "noise_shape": (None, 1), "seed": 3}],
    "Flatten": [{}],
    "Reshape": [{"target_shape": (2, -1)}],
    "Permute": [{"dims": (2, 1)}],
    "RepeatVector": [{"n": 3}],
    "Masking": [{"mask_value": -1.0}],
    "ActivityRegularization": [{"l1": 0.1}],
    "GaussianNoise": [{"stddev": 0.1}],
    "ZeroPadding2D": [{"padding": 1}, {"padding": ((1, 2), (0, 1))}],
    "UpSampling2D": [{"size": 2}],
    "ReLU": [{}, {"max_value": 6, "negative_slope": 0.1}],
    "LeakyReLU": [{}],
    "ELU": [{}],
    "PReLU": [{}, {"shared_axes": [1], "alpha_regularizer": "l1"}],
    "Softmax": [{}],
    **{name: [{}] for name in ("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum")},
    "Concatenate": [{}, {"axis": 1}],
    "Dot": [{"axes": 1}, {"axes": (1, 2), "normalize": True}],
    "Conv1D": [CONVOLUTION, {"filters": 3, "kernel_size": 2, "padding": "causal", "dilation_rate": 2}],
    "Conv2D": [CONVOLUTION, {"filters": 3, "kernel_size": (2, 3)}],
    "Conv2DTranspose": [CONVOLUTION, {"filters": 3, "kernel_size": 2}],
    **{
        name: [{"pool_size": 2}, {"pool_size": 3, "strides": 2, "padding": "same"}]
        for name in ("MaxPooling1D", "MaxPooling2D", "AveragePooling1D", "AveragePooling2D")
    },
    **{f"Global{kind}Pooling{n}D": [{}, {"keepdims": True}] for kind in ("Max", "Average") for n in (1, 2)},
    "BatchNormalization": [{}, {"axis": 1, "momentum": 0.9, "beta_regularizer": "l1", "scale": False}],
    "LayerNormalization": [{}, {"axis": [1, 2], "gamma_regularizer": "l1"}],
    "Embedding": [
        {"input_dim": 5, "output_dim": 3},
        {"input_dim": 5, "output_dim": 3, "mask_zero": True, "embeddings_regularizer": "l2"},
    ],
    **{name: [{"units": 3}, {"units": 3, **RECURRENT}] for name in ("SimpleRNN", "LSTM", "GRU")},
    **{name: [{"units": 3}] for name in ("SimpleRNNCell", "LSTMCell", "GRUCell")},
}
#: layers that hold others
HOLDING: dict[str, Callable[[Any], Any]] = {
    "RNN": lambda api: api.layers.RNN(api.layers.LSTMCell(3, name="cell"), name="it", return_sequences=True),
    "Bidirectional": lambda api: api.layers.Bidirectional(api.layers.GRU(3, name="inner"), name="it", merge_mode="sum"),
    "TimeDistributed": lambda api: api.layers.TimeDistributed(api.layers.Dense(3, name="inner"), name="it"),
}
OTHERS: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "initializers": [(n, {}) for n in ("Zeros", "Ones", "Constant", "RandomNormal", "RandomUniform", "TruncatedNormal",
        "VarianceScaling", "GlorotUniform", "GlorotNormal", "HeNormal", "HeUniform", "LecunNormal", "LecunUniform",
        "Orthogonal")] + [("HeNormal", {"seed": 3})],
    "regularizers": [("L1", {}), ("L2", {"l2": 0.5}), ("L1L2", {"l1": 0.5, "l2": 0.5})],
    "constraints": [(n, {}) for n in ("MaxNorm", "MinMaxNorm", "NonNeg", "UnitNorm")],
    "optimizers": [(n, options)
        for n in ("SGD", "RMSprop", "Adagrad", "Adadelta", "Adam", "AdamW", "Adamax", "Nadam")
        for options in ({}, {"learning_rate": 0.5, "clipnorm": 0.1, "use_ema": True, "weight_decay": 0.25})],
    "optimizers.schedules": [
        ("ExponentialDecay", {"initial_learning_rate": 0.02, "decay_steps": 2, "decay_rate": 0.8}),
        ("PiecewiseConstantDecay", {"boundaries": [2, 5], "values": [0.02, 0.01, 0.001]}),
        ("PolynomialDecay", {"initial_learning_rate": 0.02, "decay_steps": 6}),
        ("CosineDecay", {"initial_learning_rate": 0.02, "decay_steps": 6}),
    ],
    "losses": [(n, {}) for n in ("BinaryCrossentropy", "CategoricalCrossentropy", "SparseCategoricalCrossentropy",
        "KLDivergence", "Poisson", "MeanSquaredError", "CosineSimilarity", "LogCosh", "Hinge", "CategoricalHinge",
        "BinaryFocalCrossentropy", "CategoricalFocalCrossentropy")],
    "metrics": [(n, {}) for n in ("Accuracy", "TopKCategoricalAccuracy", "Precision", "AUC", "F1Score", "R2Score",
        "MeanSquaredError", "BinaryCrossentropy", "CategoricalCrossentropy", "SparseCategoricalCrossentropy")],
}  # fmt: skip


@pytest.fixture(autouse=True)
def _numbered_alike() -> None:
    for api in (reference_impl, keras):
        api.backend.clear_session()


def _same_again(ours: Any, theirs: Any) -> None:
    config = ours.get_config()
    assert config == theirs.get_config()
    for given in (config, theirs.get_config()):
        assert type(ours).from_config(given).get_config() == config


@pytest.mark.parametrize(("name", "options"), [(name, o) for name, several in LAYERS.items() for o in several], ids=str)
def test_layers(name: str, options: dict[str, Any]) -> None:
    ours, theirs = (getattr(api.layers, name)(name="it", **options) for api in (reference_impl, keras))
    _same_again(ours, theirs)
    assert (ours.built, ours.supports_masking or name == "InputLayer") == (
        theirs.built,
        theirs.supports_masking or name == "InputLayer",
    )


@pytest.mark.parametrize("make", HOLDING.values(), ids=HOLDING)
def test_layers_that_hold_layers(make: Callable[[Any], Any]) -> None:
    _same_again(make(reference_impl), make(keras))


@pytest.mark.parametrize(
    ("module", "name", "options"), [(m, name, o) for m, several in OTHERS.items() for name, o in several], ids=str
)
def test_what_layers_and_models_are_given(module: str, name: str, options: dict[str, Any]) -> None:
    ours, theirs = (_found(api, module, name)(**options) for api in (reference_impl, keras))
    _same_again(ours, theirs)


def _found(api: Any, module: str, name: str) -> Any:
    for part in (*module.split("."), name):
        api = getattr(api, part)
    return api


def test_an_optimizer_with_a_schedule() -> None:
    made = [
        api.optimizers.Adam(api.optimizers.schedules.InverseTimeDecay(0.1, 2, 0.5)) for api in (reference_impl, keras)
    ]
    assert made[0].get_config() == made[1].get_config()
    again = reference_impl.optimizers.Adam.from_config(made[1].get_config())
    assert again.get_config() == made[1].get_config()


@pytest.mark.parametrize(
    ("name", "config", "words"),
    [
        ("BatchNormalization", {"renorm": True}, "renorm"),
        ("LayerNormalization", {"rms_scaling": True}, "rms_scaling"),
        ("Conv2DTranspose", {"filters": 2, "kernel_size": 2, "dilation_rate": [2, 2]}, "dilation_rate"),
    ],
)
def test_what_only_keras_has_is_refused(name: str, config: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        getattr(reference_impl.layers, name).from_config(config)


def _stack(api: Any) -> Any:
    layers = api.layers
    return api.Sequential([api.Input((4,)), layers.Dense(3), layers.Dropout(0.1), layers.Dense(2)], name="it")


def _nested(api: Any) -> Any:
    x = api.Input((4,))
    return api.Model(x, api.layers.Dense(1)(_stack(api)(x) * 2.0), name="outer")


@pytest.mark.parametrize("make", [_stack, _nested])
def test_json_of_models(make: Callable[[Any], Any]) -> None:
    found = []
    for api in (reference_impl, keras):
        api.backend.clear_session()
        api.utils.set_random_seed(1)
        model = make(api)
        model.compile(api.optimizers.SGD(0.5), api.losses.MeanSquaredError(), metrics=["mae"], jit_compile=False)
        found.append(json.loads(model.to_json()))
    assert found[0] == found[1]
    again = reference_impl.models.model_from_json(json.dumps(found[1]))
    assert again.compiled
    assert again.optimizer.get_config()["learning_rate"] == 0.5


def test_paths_of_variables() -> None:
    def paths(api: Any) -> list[str]:
        api.backend.clear_session()
        layers = api.layers
        inner = api.Sequential([layers.Bidirectional(layers.LSTM(2)), layers.Dense(2)], name="inner")
        model = api.Sequential([api.Input((3, 2)), layers.TimeDistributed(layers.Dense(2)), inner])
        model.compile("adam", "mse")
        model.optimizer.build(model.trainable_variables)
        return [v.path for v in (*model.weights, *model.optimizer.variables)]

    assert paths(reference_impl) == paths(keras)
