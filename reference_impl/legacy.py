"""What Keras 1 called things: renamed arguments, `Merge`, `Convolution2D(32, 3, 3)`, images with the channels first.

The renamings are those that Keras 2.0 itself accepted with a warning (`keras/legacy/interfaces.py` and
`keras/legacy/layers.py`
at tag 2.0.0). `arguments_of_keras_1()` is in force while a script runs redirected, and nowhere else.
"""

from __future__ import annotations

import contextlib
import functools
import sys
from collections.abc import Callable, Iterator
from typing import Any

from . import settings

__all__ = ["Merge", "merge"]

_WEIGHTS = {
    "init": "kernel_initializer", "W_regularizer": "kernel_regularizer", "b_regularizer": "bias_regularizer",
    "W_constraint": "kernel_constraint", "b_constraint": "bias_constraint", "bias": "use_bias",
}  # fmt: skip
_DENSE = {"output_dim": "units", **_WEIGHTS}
_RECURRENT = {
    "output_dim": "units", "init": "kernel_initializer", "inner_init": "recurrent_initializer",
    "inner_activation": "recurrent_activation", "W_regularizer": "kernel_regularizer",
    "b_regularizer": "bias_regularizer",
    "U_regularizer": "recurrent_regularizer", "dropout_W": "dropout", "dropout_U": "recurrent_dropout",
}  # fmt: skip
_CONVOLUTION = {
    "nb_filter": "filters",
    "subsample": "strides",
    "border_mode": "padding",
    "dim_ordering": "data_format",
    **_WEIGHTS,
}
_POOLING = {"border_mode": "padding", "dim_ordering": "data_format"}
_POOLING_1D = {"pool_length": "pool_size", "stride": "strides", "border_mode": "padding"}
_NORMALIZATION = {"beta_init": "beta_initializer", "gamma_init": "gamma_initializer"}

#: layer -> its old argument names -> the present ones
RENAMED: dict[str, dict[str, str]] = {
    "Dense": _DENSE,
    "Dropout": {"p": "rate"},
    "Embedding": {
        "init": "embeddings_initializer",
        "W_regularizer": "embeddings_regularizer",
        "W_constraint": "embeddings_constraint",
    },
    "SimpleRNN": _RECURRENT,
    "LSTM": _RECURRENT,
    "GRU": _RECURRENT,
    "Conv1D": {"filter_length": "kernel_size", "subsample_length": "strides", **_CONVOLUTION},
    "Conv2D": _CONVOLUTION,
    "MaxPooling1D": _POOLING_1D,
    "AveragePooling1D": _POOLING_1D,
    "MaxPooling2D": _POOLING,
    "AveragePooling2D": _POOLING,
    "GlobalMaxPooling2D": {"dim_ordering": "data_format"},
    "GlobalAveragePooling2D": {"dim_ordering": "data_format"},
    "UpSampling2D": {"dim_ordering": "data_format"},
    "ZeroPadding2D": {"dim_ordering": "data_format"},
    "BatchNormalization": _NORMALIZATION,
    "GaussianNoise": {"sigma": "stddev"},
}
#: arguments that once chose between implementations of the same mathematics, or that nothing replaced
DROPPED = {
    "consume_less",
    "implementation",
    "mode",
    "forget_bias_init",
    "unroll_",
    "nb_worker",
    "pickle_safe",
    "max_q_size",
}
VALUES = {"tf": "channels_last", "th": "channels_first"}


def translate(layer: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """A layer's arguments in today's names."""
    names = RENAMED.get(layer, {})
    if layer == "Conv2D":
        args, kwargs = _kernel_size(args, kwargs)
    translated = {}
    for name, value in kwargs.items():
        if name in DROPPED:
            continue
        new = names.get(name, name)
        translated[new] = VALUES.get(value, value) if new == "data_format" else value
    return args, translated


def _kernel_size(args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """`Convolution2D(32, 3, 3)` and `nb_row=3, nb_col=3`: rows and columns apart."""
    if {"nb_row", "nb_col"} <= kwargs.keys():
        kwargs = {**kwargs, "kernel_size": (kwargs["nb_row"], kwargs["nb_col"])}
        del kwargs["nb_row"], kwargs["nb_col"]
    keras_1 = {"border_mode", "subsample", "dim_ordering", "init"} & kwargs.keys()
    if len(args) == 3 and all(isinstance(n, int) for n in args) and "strides" not in kwargs:
        args, keras_1 = (args[0], (args[1], args[2])), {"Convolution2D"}
    shape = kwargs.get("input_shape")
    if (
        keras_1
        and shape
        and _looks_channels_first(shape)
        and "dim_ordering" not in kwargs
        and "data_format" not in kwargs
    ):
        _switch_to_channels_first(shape)
    return args, kwargs


def _looks_channels_first(shape: Any) -> bool:
    return len(shape) == 3 and shape[0] in {1, 3} and shape[2] not in {1, 3}


def _switch_to_channels_first(shape: Any) -> None:
    if settings.image_data_format() == "channels_last":
        print(
            f"reference_impl: input_shape={tuple(shape)} in a Keras 1 convolution: images are taken to have their "
            "channels first "
            '(image_dim_ordering "th")',
            file=sys.stderr,
        )
        settings.set_image_data_format("channels_first")


@contextlib.contextmanager
def arguments_of_keras_1() -> Iterator[None]:
    """While open, the layers and models also take the arguments of Keras 1."""
    undo: list[Callable[[], None]] = []
    data_format = settings.image_data_format()
    try:
        _wrap_layers(undo)
        _wrap_model(undo)
        yield
    finally:
        for step in reversed(undo):
            step()
        settings.set_image_data_format(data_format)


def _wrap_layers(undo: list[Callable[[], None]]) -> None:
    from . import layers

    for name in RENAMED:
        cls = getattr(layers, name)
        _replace(undo, cls, "__init__", _translating(name, cls.__init__))


def _translating(name: str, original: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(original)
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        args, kwargs = translate(name, args, kwargs)
        original(self, *args, **kwargs)

    return __init__


def _wrap_model(undo: list[Callable[[], None]]) -> None:
    from .models import Model

    _replace(undo, Model, "fit", _renaming({"nb_epoch": "epochs"}, Model.fit))
    for name in ("fit_generator", "evaluate_generator", "predict_generator"):
        _replace(undo, Model, name, _renaming(_GENERATOR, getattr(Model, name)))


_GENERATOR = {
    "nb_epoch": "epochs", "samples_per_epoch": "steps_per_epoch", "nb_val_samples": "validation_steps",
    "val_samples": "steps",
    "max_q_size": "max_queue_size", "nb_worker": "workers",
}  # fmt: skip


def _renaming(names: dict[str, str], original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        return original(
            self, *args, **{names.get(name, name): value for name, value in kwargs.items() if name != "pickle_safe"}
        )

    return method


def _replace(undo: list[Callable[[], None]], owner: Any, name: str, value: Any) -> None:
    before = owner.__dict__.get(name)
    setattr(owner, name, value)
    undo.append(
        functools.partial(delattr, owner, name) if before is None else functools.partial(setattr, owner, name, before)
    )


def Merge(
    layers: Any, mode: Any = "sum", concat_axis: int = -1, dot_axes: Any = -1, name: str | None = None, **_: Any
) -> Any:
    """Keras 1's `Merge([left, right], mode="concat")`: a model with the inputs of all branches, their outputs merged.

    Raises ValueError for an unknown mode.
    """
    from .models import Model

    inputs = [tensor for branch in layers for tensor in branch.inputs]
    options: dict[str, Any] = {"name": name} if name else {}
    return Model(inputs, merge([branch.outputs[0] for branch in layers], mode, concat_axis, dot_axes), **options)


def merge(
    inputs: Any, mode: Any = "sum", concat_axis: int = -1, dot_axes: Any = -1, name: str | None = None, **_: Any
) -> Any:
    """Keras 1's `merge([a, b], mode="concat")` of the functional API. `mode` may be a function of the list of
    tensors.
    """
    from . import layers

    options: dict[str, Any] = {"name": name} if name else {}
    if callable(mode):
        return layers.Lambda(mode, **options)(list(inputs))
    modes: dict[str, Any] = {
        "sum": lambda: layers.Add(**options),
        "mul": lambda: layers.Multiply(**options),
        "ave": lambda: layers.Average(**options),
        "max": lambda: layers.Maximum(**options),
        "concat": lambda: layers.Concatenate(axis=concat_axis, **options),
        "dot": lambda: layers.Dot(dot_axes, **options),
        "cos": lambda: layers.Dot(dot_axes, normalize=True, **options),
    }
    if mode not in modes:
        raise ValueError(f"Invalid merge mode: {mode!r}. Known modes: {', '.join(modes)}, or a function")
    return modes[mode]()(list(inputs))
