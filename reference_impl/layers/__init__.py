"""Layers, as `keras.layers`."""

from __future__ import annotations

from ..lazy import Catalog

CATALOG = Catalog(
    __name__,
    "layer",
    {
        ".base": "Layer InputSpec",
        ".dense": "Dense",
        ".input_layer": "Input InputLayer",
        ".core": "Activation Dropout Flatten Reshape",
        ".reshaping": "Permute RepeatVector Lambda Masking ActivityRegularization GaussianNoise ZeroPadding2D UpSampling2D",
        ".activation": "ReLU LeakyReLU ELU PReLU Softmax",
        ".merging": "Concatenate Add Subtract Multiply Average Maximum Minimum Dot add subtract multiply average maximum "
        "minimum concatenate dot",
        ".convolution": "Conv1D Conv2D",
        ".pooling": "MaxPooling2D AveragePooling2D GlobalAveragePooling2D GlobalMaxPooling2D MaxPooling1D "
        "AveragePooling1D GlobalAveragePooling1D GlobalMaxPooling1D",
        ".normalization": "BatchNormalization LayerNormalization",
        ".embedding": "Embedding",
        ".recurrent": "SimpleRNN LSTM GRU SimpleRNNCell LSTMCell GRUCell RNN",
        ".convolution_transpose": "Conv2DTranspose",
        ".wrappers": "Wrapper TimeDistributed Bidirectional",
    },
    {"Convolution2D": "Conv2D", "MaxPool2D": "MaxPooling2D", "AvgPool2D": "AveragePooling2D", "Convolution1D": "Conv1D",
     "GlobalAvgPool2D": "GlobalAveragePooling2D", "GlobalMaxPool2D": "GlobalMaxPooling2D", "MaxPool1D": "MaxPooling1D",
     "AvgPool1D": "AveragePooling1D", "GlobalMaxPool1D": "GlobalMaxPooling1D", "GlobalAvgPool1D": "GlobalAveragePooling1D"},
)  # fmt: skip
__getattr__ = CATALOG.attribute


def __dir__() -> list[str]:
    return CATALOG.names()
