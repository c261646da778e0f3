"""What the recorder runs: small models of every kind, built, trained, saved and loaded with the installed Keras."""

from __future__ import annotations

import os
import tempfile

import keras
import numpy as np
from keras import layers


def dense() -> None:
    model = keras.Sequential([layers.Dense(8, activation="relu"), layers.Dropout(0.5), layers.Dense(1)])
    model.compile(optimizer="adam", loss="mse", metrics=["mae"])
    x, y = np.random.rand(32, 4).astype("float32"), np.random.rand(32, 1).astype("float32")
    model.fit(x, y, epochs=2, batch_size=8, verbose=0, validation_split=0.25)
    model.evaluate(x, y, verbose=0)
    model.predict(x, verbose=0)


def functional() -> None:
    a, b = keras.Input((4,), name="a"), keras.Input((3,), name="b")
    hidden = layers.Dense(8, activation="tanh", kernel_regularizer="l2")(a)
    other = layers.Dense(8, kernel_initializer="he_normal")(b)
    joined = layers.Concatenate()([hidden, layers.BatchNormalization()(other)])
    joined = layers.Add()([joined, joined * 2.0])
    model = keras.Model([a, b], layers.Dense(3, activation="softmax")(joined))
    model.compile(
        optimizer=keras.optimizers.SGD(0.1, momentum=0.9), loss="sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    data = [np.random.rand(16, 4), np.random.rand(16, 3)]
    model.fit(data, np.zeros(16), epochs=1, verbose=0, callbacks=[keras.callbacks.EarlyStopping("loss")])
    model.summary(print_fn=lambda *args, **kwargs: None)
    keras.Model.from_config(model.get_config())


def convolution() -> None:
    model = keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            layers.Conv2D(4, 3, activation="relu", padding="same"),
            layers.MaxPooling2D(),
            layers.DepthwiseConv2D(3, padding="same"),
            layers.GlobalAveragePooling2D(),
            layers.Flatten(),
            layers.Dense(2, activation="softmax"),
        ]
    )
    model.compile("rmsprop", "categorical_crossentropy", metrics=["acc", keras.metrics.AUC()])
    x, y = np.random.rand(8, 8, 8, 1), np.eye(2)[np.zeros(8, int)]
    model.fit(x, y, epochs=1, verbose=0)
    model.train_on_batch(x, y)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model.keras")
        model.save(path)
        keras.models.load_model(path)
        model.save_weights(os.path.join(folder, "w.weights.h5"))
        model.load_weights(os.path.join(folder, "w.weights.h5"))


def recurrent() -> None:
    model = keras.Sequential(
        [
            layers.Embedding(20, 4, mask_zero=True),
            layers.Bidirectional(layers.LSTM(4, return_sequences=True)),
            layers.GRU(3),
            layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile(keras.optimizers.Adagrad(), "binary_crossentropy", metrics=[keras.metrics.BinaryAccuracy()])
    x = np.random.randint(0, 20, (8, 5))
    model.fit(x, np.zeros((8, 1)), epochs=1, verbose=0)
    model.predict(x, verbose=0)
    keras.Sequential([layers.SimpleRNN(2)]).predict(np.random.rand(2, 3, 4), verbose=0)


class Scale(layers.Layer):
    def build(self, shape):
        self.scale = self.add_weight(shape=(shape[-1],), initializer="ones", trainable=True)

    def call(self, inputs, training=False):
        self.add_loss(keras.ops.mean(self.scale))
        return keras.ops.multiply(inputs, self.scale)


class Reports(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        assert self.model.optimizer.iterations is not None


class Own(keras.Model):
    def __init__(self):
        super().__init__()
        self.scale = Scale()
        self.norm = layers.LayerNormalization()
        self.out = layers.Dense(2)

    def call(self, inputs):
        return self.out(self.norm(self.scale(inputs)))


def custom() -> None:
    model = Own()
    schedule = keras.optimizers.schedules.ExponentialDecay(0.1, 10, 0.9)
    model.compile(optimizer=keras.optimizers.Nadam(schedule), loss=lambda y, p: keras.ops.mean(keras.ops.square(y - p)))
    model.fit(np.random.rand(8, 4), np.zeros((8, 2)), epochs=2, verbose=0, callbacks=[Reports()])
    model.evaluate(np.random.rand(8, 4), np.zeros((8, 2)), verbose=0)


def attention() -> None:
    inputs = keras.Input((6, 8))
    x = layers.MultiHeadAttention(2, 4)(inputs, inputs)
    x = layers.LayerNormalization()(x + inputs)
    x = layers.TimeDistributed(layers.Dense(4, activation="gelu"))(x)
    x = layers.Permute((2, 1))(layers.Reshape((4, 6))(x))
    model = keras.Model(inputs, layers.GlobalMaxPooling1D()(x))
    model.compile(keras.optimizers.AdamW(), keras.losses.Huber(), metrics=[keras.metrics.MeanSquaredError()])
    model.fit(np.random.rand(4, 6, 8), np.zeros((4, 4)), epochs=1, verbose=0)
    keras.models.clone_model(model)
