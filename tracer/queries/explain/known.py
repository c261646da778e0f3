"""What calls and attributes of Keras and TensorFlow give, as their documentation says, where the bodies of the
functions don't: a callback stores the history, a layer is chosen by its name, a session evaluates what it is told.

Keyed by what stands last, where that tells too little with the class or package before it. The first class that the
snapshot has is meant; PLAIN is Python's own data, or NumPy's.
"""

from __future__ import annotations

from tracer.queries.explain.returns import PLAIN

_HISTORY = ("keras.callbacks.History",)
_MODEL = ("keras.Model",)
_LAYER = ("keras.layers.Layer",)
_SYMBOLIC = ("keras.KerasTensor", "tf.Tensor")
_TENSOR = ("tf.Tensor",)

GIVEN: dict[str, tuple[str, ...]] = {
    "keras.fit": _HISTORY,
    "keras.fit_generator": _HISTORY,
    "keras.history": _HISTORY,
    "keras.get_layer": _LAYER,
    "keras.load_model": _MODEL,
    "keras.model_from_json": _MODEL,
    "keras.clone_model": _MODEL,
    "keras.model": _MODEL,
    "keras.optimizer": ("keras.optimizers.Optimizer",),
    "keras.Input": _SYMBOLIC,
    "keras.input": _SYMBOLIC,
    "keras.output": _SYMBOLIC,
    "keras.concatenate": _SYMBOLIC,
    "keras.add": _SYMBOLIC,
    "keras.result": _TENSOR,
    "tf.constant": _TENSOR,
    "tf.placeholder": _TENSOR,
    **{f"keras.{name}": (PLAIN,) for name in ("predict", "evaluate", "train_on_batch", "test_on_batch")},
    **{f"keras.{name}": (PLAIN,) for name in ("get_weights", "predict_on_batch", "to_categorical", "img_to_array")},
    "tf.run": (PLAIN,),
    "tf.get_next": _TENSOR,
    "tf.Tensor.dtype": ("tf.DType", "tf.dtypes.DType"),
    "tf.Tensor.shape": ("tf.TensorShape",),
    "keras.optimizers.get": ("keras.optimizers.Optimizer",),
    "keras.image_dataset_from_directory": ("tf.data.Dataset",),
    "keras.text_dataset_from_directory": ("tf.data.Dataset",),
}
ELEMENTS: dict[str, tuple[str, ...]] = {
    "keras.layers": _LAYER,
    "keras.inputs": _SYMBOLIC,
    "keras.outputs": _SYMBOLIC,
    "keras.metrics": ("keras.metrics.Metric",),
}
"""What lists and tuples of that name hold."""


SET_FROM_OUTSIDE = {"stop_training": "keras.Model"}
"""Attributes that users are told of, and that in some versions only functions beside the class set (the training loop
and `EarlyStopping`): by the class whose instances have them."""


def known(table: dict[str, tuple[str, ...]], name: str) -> tuple[str, ...]:
    """The classes that a table has for a public name; a constructor of `keras.applications` makes a model."""
    parts = name.removeprefix("tensorflow.").removeprefix("tf.").split(".")
    root = "keras" if parts[0] in ("keras", "tf_keras") else "tf"
    if parts[:2] == ["keras", "applications"] and parts[-1][:1].isupper():
        return _MODEL
    longer = table.get(".".join((root, *parts[-2:])))
    return longer if longer is not None else table.get(f"{root}.{parts[-1]}", ())
