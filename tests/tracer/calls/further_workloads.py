"""Workloads for the recorder as tutorials have them: each trains one kind of model from its data to its saved file."""

from __future__ import annotations

import os
import tempfile

import keras
import numpy as np
import tensorflow as tf
from keras import layers


@keras.saving.register_keras_serializable("tests")
def pinball(y_true, y_pred):
    error = y_true - y_pred
    return keras.ops.mean(keras.ops.maximum(0.9 * error, -0.1 * error), axis=-1)


def two_heads() -> None:
    """Two outputs, a loss of one's own for one of them, saved and loaded whole and trained on."""
    inputs = keras.Input((6,), name="features")
    body = layers.Dense(8, activation="relu", kernel_regularizer=keras.regularizers.L2(1e-3))(inputs)
    body = layers.BatchNormalization(momentum=0.9)(body)
    amount = layers.Dense(1, name="amount")(body)
    kind = layers.Dense(3, activation="softmax", name="kind")(layers.Dropout(0.2)(body))
    model = keras.Model(inputs, [amount, kind], name="heads")
    model.compile(
        optimizer=keras.optimizers.Adam(1e-2),
        loss=[pinball, keras.losses.SparseCategoricalCrossentropy()],
        loss_weights=[0.3, 1.0],
        metrics=[["mae"], ["accuracy"]],
    )
    x, y = np.random.rand(20, 6), [np.random.rand(20, 1), np.random.randint(0, 3, (20, 1))]
    model.fit(x, y, epochs=2, batch_size=5, verbose=0, validation_split=0.2, shuffle=False)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "heads.keras")
        model.save(path)
        again = keras.saving.load_model(path)
    again.fit(x, y, epochs=1, verbose=0)
    again.get_layer("kind").get_weights()
    again.layers[1].trainable = False
    again.predict(x, verbose=0)


class Encoder(layers.Layer):
    def __init__(self, size, **kwargs):
        super().__init__(**kwargs)
        self.hidden = layers.Dense(6, activation=keras.activations.gelu)
        self.mean, self.spread = layers.Dense(size), layers.Dense(size)
        self.seed = keras.random.SeedGenerator(7)

    def call(self, inputs):
        hidden = self.hidden(inputs)
        mean, spread = self.mean(hidden), self.spread(hidden)
        noise = keras.random.normal(keras.ops.shape(mean), seed=self.seed)
        return mean, spread, mean + keras.ops.exp(0.5 * spread) * noise


class Autoencoder(keras.Model):
    """A variational autoencoder with a step written with a tape, and losses added by a layer."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.encoder = Encoder(2)
        self.decoder = keras.Sequential([layers.Dense(6, activation="tanh"), layers.Dense(4, activation="sigmoid")])
        self.total, self.part = keras.metrics.Mean(name="total"), keras.metrics.Sum(name="part")

    @property
    def metrics(self):
        return [self.total, self.part]

    def call(self, inputs):
        return self.decoder(self.encoder(inputs)[2])

    def train_step(self, data):
        if isinstance(data, tuple):
            data = data[0]
        with tf.GradientTape() as tape:
            mean, spread, code = self.encoder(data)
            rebuilt = self.decoder(code)
            part = keras.ops.sum(keras.losses.binary_crossentropy(data, rebuilt))
            loss = part - 0.5 * keras.ops.sum(1 + spread - keras.ops.square(mean) - keras.ops.exp(spread))
        self.optimizer.apply(tape.gradient(loss, self.trainable_weights), self.trainable_weights)
        self.total.update_state(loss)
        self.part.update_state(part)
        return {m.name: m.result() for m in self.metrics}


def autoencoder() -> None:
    model = Autoencoder()
    model.compile(optimizer=keras.optimizers.Adam(keras.optimizers.schedules.CosineDecayRestarts(0.01, 4)))
    data = np.random.rand(16, 4).astype("float32")
    history = model.fit(data, epochs=2, batch_size=8, verbose=0)
    assert "total" in history.history
    model.predict(data, verbose=0)
    with tempfile.TemporaryDirectory() as folder:
        model.save_weights(os.path.join(folder, "vae.weights.h5"))
        model.load_weights(os.path.join(folder, "vae.weights.h5"))


def text() -> None:
    """Strings to a class: a vocabulary, embeddings, two LSTMs, trained from a dataset that is mapped and batched."""
    texts = np.array(["a good film", "a bad film", "good", "bad and long", "so good so good", "long"])
    labels = np.array([1, 0, 1, 0, 1, 0])
    vectorize = layers.TextVectorization(max_tokens=30, output_mode="int", output_sequence_length=6, ngrams=2)
    vectorize.adapt(tf.data.Dataset.from_tensor_slices(texts).batch(2))
    model = keras.Sequential(
        [
            keras.Input((6,), dtype="int64"),
            layers.Embedding(len(vectorize.get_vocabulary()), 8, mask_zero=True),
            layers.SpatialDropout1D(0.1),
            layers.LSTM(6, return_sequences=True, dropout=0.1),
            layers.Bidirectional(layers.LSTM(4, recurrent_regularizer="l2")),
            layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", keras.losses.BinaryFocalCrossentropy(), metrics=[keras.metrics.Recall(), "binary_accuracy"])
    data = tf.data.Dataset.from_tensor_slices((texts, labels)).batch(3).map(lambda x, y: (vectorize(x), y)).cache()
    model.fit(data, validation_data=data, epochs=2, verbose=0, class_weight={0: 1.0, 1: 1.5})
    model.evaluate(data, verbose=0, return_dict=True)
    end_to_end = keras.Sequential([keras.Input((1,), dtype="string"), vectorize, model])
    end_to_end.predict(tf.constant([["good film"], ["bad"]]), verbose=0)


class Positions(layers.Layer):
    def __init__(self, length, size, width):
        super().__init__()
        self.tokens = layers.Embedding(size, width)
        self.places = layers.Embedding(length, width)

    def call(self, inputs):
        return self.tokens(inputs) + self.places(keras.ops.arange(keras.ops.shape(inputs)[-1]))

    def compute_mask(self, inputs, mask=None):
        return keras.ops.not_equal(inputs, 0)


def decoder() -> None:
    """A causal transformer in mixed precision, with gradients accumulated and clipped, and text drawn from it."""
    policy = keras.config.dtype_policy()
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        tokens = keras.Input((5,), dtype="int32")
        x = Positions(5, 12, 8)(tokens)
        for _ in range(2):
            attended = layers.MultiHeadAttention(num_heads=2, key_dim=4)(x, x, x, use_causal_mask=True)
            x = layers.LayerNormalization(epsilon=1e-5)(x + attended)
            fed = layers.Dense(8)(layers.Dense(16, activation="silu")(x))
            x = layers.RMSNormalization()(layers.Add()([x, fed]))
        model = keras.Model(tokens, layers.Dense(12, dtype="float32")(x))
        model.compile(
            keras.optimizers.AdamW(3e-3, global_clipnorm=1.0, gradient_accumulation_steps=2),
            keras.losses.SparseCategoricalCrossentropy(from_logits=True),
            metrics=[keras.metrics.SparseCategoricalAccuracy(), keras.metrics.SparseTopKCategoricalAccuracy(3)],
        )
        rows = np.random.randint(0, 12, (8, 6))
        model.fit(rows[:, :-1], rows[:, 1:], epochs=1, batch_size=2, verbose=0)
        logits = model(rows[:1, :-1], training=False)[:, -1]
        keras.random.categorical(logits, 1, seed=1)
        keras.ops.top_k(logits, 3)
        model.evaluate(rows[:, :-1], rows[:, 1:], verbose=0)
    finally:
        keras.config.set_dtype_policy(policy)


def watched() -> None:
    """A small network of convolutions with every callback a tutorial names, and best weights restored at the end."""
    model = keras.Sequential(
        [
            keras.Input((8, 8, 3)),
            layers.RandomFlip("horizontal"),
            layers.Rescaling(1 / 255),
            layers.Conv2D(4, 3, use_bias=False),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(
        keras.optimizers.SGD(0.05, momentum=0.9, nesterov=True),
        keras.losses.CategoricalCrossentropy(label_smoothing=0.1),
        metrics=["accuracy", keras.metrics.TopKCategoricalAccuracy(2), keras.metrics.F1Score()],
    )
    x, y = np.random.rand(12, 8, 8, 3), keras.utils.to_categorical(np.arange(12) % 10, 10)
    with tempfile.TemporaryDirectory() as folder:
        best = os.path.join(folder, "best.weights.h5")
        callbacks = [
            keras.callbacks.EarlyStopping(monitor="val_loss", patience=1, restore_best_weights=True),
            keras.callbacks.ReduceLROnPlateau(monitor="val_loss", factor=0.5, patience=0, min_lr=1e-5),
            keras.callbacks.ModelCheckpoint(best, save_best_only=True, save_weights_only=True, monitor="val_loss"),
            keras.callbacks.CSVLogger(os.path.join(folder, "log.csv")),
            keras.callbacks.SwapEMAWeights() if model.optimizer.use_ema else keras.callbacks.TerminateOnNaN(),
        ]
        model.fit(x, y, epochs=3, batch_size=4, verbose=0, validation_data=(x, y), callbacks=callbacks)
        model.load_weights(best)
        whole = os.path.join(folder, "whole.keras")
        model.save(whole)
        keras.models.load_model(whole).evaluate(x, y, verbose=0)
    base = keras.Model(model.inputs, model.layers[-2].output)
    base.trainable = False
    top = keras.Sequential([base, layers.Dense(2)])
    top.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    top.fit(x, np.arange(12) % 2, epochs=1, verbose=0)
