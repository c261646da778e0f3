"""A package in the shape of Keras 3, small enough to know by heart, with a script that trains with it."""

from __future__ import annotations

FILES: dict[str, str | bytes] = {
    "keras/__init__.py": """
from keras.src.models import Sequential
from keras.src.export import keras_export
from keras import activations, layers, losses, metrics, models, optimizers
""",
    "keras/models.py": "from keras.src.models import Sequential\n",
    "keras/layers.py": "from keras.src.layers import Dense, Layer\n",
    "keras/activations.py": "from keras.src.functions import relu\n",
    "keras/losses.py": "from keras.src.functions import mean_squared_error\n",
    "keras/metrics.py": "from keras.src.functions import binary_accuracy\n",
    "keras/optimizers.py": "from keras.src.optimizers import SGD\n",
    "keras/src/__init__.py": "",
    "keras/src/export.py": "def keras_export(path):\n    return lambda symbol: symbol\n",
    "keras/src/functions.py": '''
from keras.src.export import keras_export


@keras_export("keras.activations.relu")
def relu(x):
    """Larger than zero, or zero."""
    return max(x, 0)


@keras_export("keras.losses.mean_squared_error")
def mean_squared_error(y_true, y_pred):
    return (y_true - y_pred) ** 2


@keras_export("keras.metrics.binary_accuracy")
def binary_accuracy(y_true, y_pred):
    return y_true == y_pred
''',
    "keras/src/layers.py": """
from keras.src import functions
from keras.src.export import keras_export


@keras_export("keras.layers.Layer")
class Layer:
    def __init__(self, name=None):
        self.name = name

    def __call__(self, x):
        return self.call(x)

    def call(self, x):
        return x


@keras_export("keras.layers.Dense")
class Dense(Layer):
    def __init__(self, units, activation=None, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.activation = getattr(functions, activation) if activation else None

    def call(self, x):
        x = x * self.units
        return self.activation(x) if self.activation else x
""",
    "keras/src/optimizers.py": """
from keras.src.export import keras_export


@keras_export("keras.optimizers.SGD")
class SGD:
    def __init__(self, learning_rate=0.01):
        self.learning_rate = learning_rate

    def apply(self, loss):
        return loss * self.learning_rate
""",
    "keras/src/models.py": """
from keras.src import functions, optimizers
from keras.src.export import keras_export


@keras_export(["keras.Sequential", "keras.models.Sequential"])
class Sequential:
    def __init__(self, layers=None, name=None):
        self.layers = list(layers or [])

    def add(self, layer):
        self.layers.append(layer)

    def compile(self, optimizer="sgd", loss=None, metrics=None):
        self.optimizer = optimizers.SGD() if optimizer == "sgd" else optimizer
        self.loss = functions.mean_squared_error

    def fit(self, x, y, epochs=1):
        for _ in range(epochs):
            self.train_step(x, y)
        return self

    def train_step(self, x, y):
        prediction = self.predict(x)
        return self.optimizer.apply(self.loss(y, prediction))

    def predict(self, x):
        for layer in self.layers:
            x = layer(x)
        return x
""",
}

SCRIPT = """
import keras
from keras.layers import Dense

model = keras.Sequential()
model.add(Dense(3, activation="relu"))
model.compile(optimizer="sgd", loss="mean_squared_error", metrics=["binary_accuracy"])
model.fit(2, 7, epochs=4)
"""
