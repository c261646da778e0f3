"""What replaced names that Keras and TensorFlow no longer have, where their release notes and guides say so.

Keyed by what the user wrote last: a method or function name, or `argument:name` for an argument. Sources: the release
notes of Keras 1.0, 2.0 and 3.0 and of TensorFlow 2.0 to 2.6, and the migration guides that belong to them.
"""

from __future__ import annotations

REPLACEMENTS = {
    "predict_classes": "numpy.argmax(model.predict(x), axis=-1), or (model.predict(x) > 0.5) for one sigmoid output",
    "predict_proba": "model.predict",
    "fit_generator": "model.fit, which takes generators",
    "evaluate_generator": "model.evaluate, which takes generators",
    "predict_generator": "model.predict, which takes generators",
    "Convolution1D": "keras.layers.Conv1D",
    "Convolution2D": "keras.layers.Conv2D",
    "Convolution3D": "keras.layers.Conv3D",
    "Merge": "keras.layers.concatenate, add, multiply ...",
    "merge": "keras.layers.concatenate, add, multiply ...",
    "CuDNNLSTM": "keras.layers.LSTM, which picks cuDNN by itself",
    "CuDNNGRU": "keras.layers.GRU, which picks cuDNN by itself",
    "np_utils": "keras.utils",
    "core": "keras.layers",
    "convolutional": "keras.layers",
    "recurrent": "keras.layers",
    "embeddings": "keras.layers",
    "normalization": "keras.layers",
    "pooling": "keras.layers",
    "placeholder": "keras.Input, or tf.function arguments",
    "Session": "eager execution and tf.function",
    "get_session": "eager execution",
    "set_learning_phase": "the argument training of call and of the model",
    "learning_phase": "the argument training of call and of the model",
    "input_shape": "input.shape of the layer",
    "output_shape": "output.shape of the layer",
    "get_input_at": "the tensor that the layer was called on",
    "get_output_at": "the tensor that the call of the layer returned",
    "get_input_shape_at": "the shape of the tensor that the layer was called on",
    "get_output_shape_at": "the shape of the tensor that the call of the layer returned",
    "contrib": "packages of their own, such as tf_slim and tensorflow_addons, and tf.compat.v1",
    "multi_gpu_model": "tf.distribute.MirroredStrategy",
    "argument:nb_epoch": "epochs",
    "argument:nb_filter": "filters",
    "argument:output_dim": "units",
    "argument:init": "kernel_initializer",
    "argument:border_mode": "padding",
    "argument:subsample": "strides",
    "argument:lr": "learning_rate",
    "argument:decay": "a learning-rate schedule",
    "argument:W_regularizer": "kernel_regularizer",
    "argument:b_regularizer": "bias_regularizer",
    "argument:samples_per_epoch": "steps_per_epoch",
    "argument:nb_val_samples": "validation_steps",
    "argument:batch_input_shape": "batch_shape of an Input",
    "argument:reduction_indices": "axis",
    "argument:keep_dims": "keepdims",
    "argument:input": "inputs",
    "argument:output": "outputs",
}


_ROOTS = frozenset({"tf", "tensorflow", "keras", "tf_keras", "compat", "v1", "v2"})
"""Parts of public names that say nothing of what the name is for."""
_SUCCESSORS = ({"backend"}, {"ops"})
"""Keras 3 has in the second what Keras 2 had in the first."""


def are_related(one: str, other: str) -> bool:
    """Whether two public names of one last part are of one package, as far as one says more than the other:
    `keras.layers.core.Dense` and `keras.layers.Dense`, `tf.app.flags` and `tf.compat.v1.app.flags`."""
    first, second = package_of(one), package_of(other)
    return first <= second or second <= first or (first in _SUCCESSORS and second in _SUCCESSORS)


def package_of(name: str) -> frozenset[str]:
    """The parts of a public name that say what it is for, without its last."""
    return frozenset(name.split(".")[:-1]) - _ROOTS


def replacement_of(name: str) -> str | None:
    """What replaced a public name, by its last component."""
    return REPLACEMENTS.get(name.rpartition(".")[2])


def replacement_of_argument(name: str) -> str | None:
    return REPLACEMENTS.get(f"argument:{name}")
