"""Workloads for the recorder that mix what the other ones leave out: low-rank adapters and quantization, shared towers,
adapted preprocessing, hand-written loops, and operations without a model around them."""

from __future__ import annotations

import os
import tempfile

import keras
import numpy as np
import tensorflow as tf
from keras import layers, ops


def towers() -> None:
    """Two inputs through one shared tower, joined three ways, with callbacks and a cloned and reloaded model."""
    left, right = keras.Input((8,), name="left"), keras.Input((8,), name="right")
    tower = keras.Sequential(
        [layers.Dense(6, activation="elu"), layers.LayerNormalization(), layers.GaussianNoise(0.1)]
    )
    one, other = tower(left), tower(right)
    joined = layers.Concatenate()([layers.Subtract()([one, other]), layers.Multiply()([one, other])])
    joined = layers.Dot(axes=1, normalize=True)([joined, joined]) + layers.Average()([one, other])
    outputs = layers.Dense(1, activation="sigmoid", kernel_constraint="max_norm")(joined)
    model = keras.Model({"left": left, "right": right}, outputs)
    model.compile(
        optimizer=keras.optimizers.Nadam(keras.optimizers.schedules.ExponentialDecay(0.01, 5, 0.9)),
        loss=keras.losses.BinaryCrossentropy(label_smoothing=0.05),
        metrics=[keras.metrics.AUC(), keras.metrics.PrecisionAtRecall(0.5)],
        weighted_metrics=["accuracy"],
    )
    x = {"left": np.random.rand(16, 8), "right": np.random.rand(16, 8)}
    y = np.random.randint(0, 2, (16, 1))
    seen = []
    with tempfile.TemporaryDirectory() as folder:
        callbacks = [
            keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: seen.append(logs["loss"])),
            keras.callbacks.BackupAndRestore(os.path.join(folder, "backup")),
            keras.callbacks.CSVLogger(os.path.join(folder, "log.csv")),
        ]
        model.fit(x, y, sample_weight=np.ones(16), epochs=2, batch_size=4, verbose=0, callbacks=callbacks)
        model.save(os.path.join(folder, "towers.keras"))
        again = keras.models.load_model(os.path.join(folder, "towers.keras"))
    again.evaluate(x, y, verbose=0)
    keras.models.clone_model(model).predict(x, verbose=0)
    model.summary(print_fn=lambda *_: None)
    keras.models.model_from_json(model.to_json())


def adapters() -> None:
    """Low-rank adapters on dense and embedding layers, then weights in eight bits."""
    model = keras.Sequential(
        [
            keras.Input((6,), dtype="int32"),
            layers.Embedding(20, 8),
            layers.GlobalAveragePooling1D(),
            layers.Dense(8, "relu"),
            layers.Dense(3),
        ]
    )
    model.compile(
        "lion",
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["sparse_top_k_categorical_accuracy"],
    )
    x, y = np.random.randint(0, 20, (12, 6)), np.random.randint(0, 3, 12)
    model.fit(x, y, epochs=1, batch_size=4, verbose=0)
    for layer in model.layers:
        if hasattr(layer, "enable_lora"):
            layer.enable_lora(2)
    model.compile(keras.optimizers.Adafactor(0.01), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    model.fit(x, y, epochs=1, batch_size=4, verbose=0)
    model.quantize("int8")
    model.predict(x, verbose=0)
    with tempfile.TemporaryDirectory() as folder:
        model.save(os.path.join(folder, "small.keras"))
        keras.saving.load_model(os.path.join(folder, "small.keras")).predict(x, verbose=0)


class Scaled(layers.Layer):
    """A layer with weights, and a loss of its own."""

    def __init__(self, units, activity=0.01, **kwargs):
        super().__init__(**kwargs)
        self.units, self.activity = units, activity
        self.shrink = keras.regularizers.get("l1")

    def build(self, shape):
        self.w = self.add_weight(
            shape=(shape[-1], self.units), initializer="he_normal", regularizer=self.shrink, name="w"
        )
        self.scale = self.add_weight(shape=(), initializer=keras.initializers.Constant(0.5), trainable=False)

    def call(self, inputs, training=False):
        out = ops.matmul(inputs, self.w) * self.scale
        self.add_loss(self.activity * ops.mean(ops.square(out)))
        return ops.softmax(out)

    def get_config(self):
        return {**super().get_config(), "units": self.units, "activity": self.activity}


class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.norm = layers.Normalization()
        self.scaled = Scaled(4)
        self.gru = layers.Bidirectional(layers.GRU(3, reset_after=False), merge_mode="sum")
        self.out = layers.Dense(2)

    def call(self, inputs, training=False):
        x = self.scaled(self.norm(inputs), training=training)
        return self.out(self.gru(x[:, :, None]))

    def test_step(self, data):
        x, y, *_ = data
        predicted = self(x, training=False)
        self.compute_loss(x=x, y=y, y_pred=predicted)
        return self.compute_metrics(x, y, predicted)


def subclassed() -> None:
    """A subclassed model around a layer of one's own, trained by fit and by a loop with a tape."""
    model = Net()
    x, y = np.random.rand(12, 5).astype("float32"), np.random.rand(12, 2).astype("float32")
    model.norm.adapt(x)
    model(x)
    model.compile(
        keras.optimizers.RMSprop(0.01, clipnorm=1.0, use_ema=True),
        "huber",
        metrics=["mse", keras.metrics.R2Score()],
        run_eagerly=False,
    )
    data = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(12).batch(4).prefetch(1)
    model.fit(
        data,
        epochs=2,
        verbose=0,
        validation_data=data,
        callbacks=[keras.callbacks.SwapEMAWeights(), keras.callbacks.TerminateOnNaN()],
    )
    loss_of, optimizer, mean = keras.losses.LogCosh(), keras.optimizers.Ftrl(0.01), keras.metrics.RootMeanSquaredError()
    for rows, wanted in data:
        with tf.GradientTape() as tape:
            predicted = model(rows, training=True)
            loss = loss_of(wanted, predicted) + sum(model.losses)
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))
        mean.update_state(wanted, predicted)
    mean.result()
    mean.reset_state()
    model.train_on_batch(x, y)
    model.test_on_batch(x, y)
    model.predict_on_batch(x)
    model.count_params()
    with tempfile.TemporaryDirectory() as folder:
        model.save_weights(os.path.join(folder, "net.weights.h5"))
        model.load_weights(os.path.join(folder, "net.weights.h5"))


def pictures() -> None:
    """Augmented pictures through separable and residual convolutions and all kinds of pooling, partly in float16."""
    augment = keras.Sequential(
        [
            layers.RandomRotation(0.1),
            layers.RandomZoom(0.1),
            layers.RandomContrast(0.2),
            layers.RandomTranslation(0.1, 0.1),
        ]
    )
    inputs = keras.Input((12, 12, 3))
    x = layers.Rescaling(1 / 127.5, offset=-1)(augment(inputs))
    x = layers.ZeroPadding2D(1)(layers.Resizing(8, 8)(x))
    x = layers.Conv2D(4, 3, strides=2, padding="same", kernel_initializer="he_uniform", dtype="mixed_float16")(x)
    x = layers.BatchNormalization()(x)
    kept = x = layers.LeakyReLU()(x)
    x = layers.SeparableConv2D(4, 3, padding="same", depthwise_regularizer="l2")(x)
    x = layers.GroupNormalization(2)(x)
    x = layers.Activation("swish")(layers.add([x, kept]))
    x = layers.Conv2DTranspose(3, 2, strides=2)(layers.DepthwiseConv2D(3)(x))
    x = layers.UpSampling2D()(layers.Cropping2D(1)(x))
    x = layers.GlobalMaxPooling2D()(layers.AveragePooling2D(2, padding="same")(x))
    model = keras.Model(inputs, layers.Dense(4, activation="softmax", dtype="float32")(layers.AlphaDropout(0.1)(x)))
    model.compile(
        keras.optimizers.LossScaleOptimizer(keras.optimizers.Adamax(0.01)),
        keras.losses.CategoricalFocalCrossentropy(),
        metrics=[keras.metrics.CategoricalAccuracy(), keras.metrics.MeanIoU(4), keras.metrics.CosineSimilarity()],
    )
    images, labels = np.random.rand(8, 12, 12, 3) * 255, keras.utils.to_categorical([0, 1, 2, 3] * 2, 4)

    class Rows(keras.utils.PyDataset):
        def __len__(self):
            return 2

        def __getitem__(self, index):
            return images[index * 4 : index * 4 + 4], labels[index * 4 : index * 4 + 4]

    with tempfile.TemporaryDirectory() as folder:
        best = os.path.join(folder, "best.keras")
        callbacks = [
            keras.callbacks.ModelCheckpoint(best, monitor="loss", save_best_only=True),
            keras.callbacks.ReduceLROnPlateau(monitor="loss", patience=0),
            keras.callbacks.EarlyStopping(monitor="loss", start_from_epoch=1),
        ]
        model.fit(Rows(), epochs=2, verbose=0, callbacks=callbacks)
        keras.models.load_model(best).evaluate(Rows(), verbose=0)
    features = keras.Model(model.inputs, [layer.output for layer in model.layers[2:5]])
    features.predict(images, batch_size=4, verbose=0)


def bare() -> None:
    """Operations, initializers, metrics, distances and preprocessing without a model around them."""
    x = ops.convert_to_tensor(np.random.rand(6, 4).astype("float32"))
    q, _ = ops.qr(x)
    ops.einsum("ij,kj->ik", q, x)
    ops.norm(ops.svd(x, compute_uv=False))
    ops.segment_sum(x, ops.array([0, 0, 1, 1, 2, 2]), 3)
    ops.scan(lambda carry, row: (carry + row, row), ops.zeros((4,)), x)
    ops.cond(ops.sum(x) > 0, lambda: x, lambda: -x)
    ops.while_loop(lambda i: i < 3, lambda i: (i + 1,), (ops.array(0),))
    ops.vectorized_map(lambda row: ops.cumsum(row) / ops.max(row), x)
    ops.fori_loop(0, 2, lambda i, total: total + ops.cast(i, "float32"), ops.array(0.0))
    ops.image.resize(np.random.rand(1, 4, 4, 3), (2, 2), interpolation="nearest")
    for name in ("lecun_normal", "orthogonal", "identity", "truncated_normal"):
        keras.initializers.get(name)((4, 4))
    for metric in (
        keras.metrics.F1Score(average="macro"),
        keras.metrics.AUC(multi_label=True),
        keras.metrics.FBetaScore(),
    ):
        metric.update_state(np.eye(4), np.random.rand(4, 4))
        metric.result()
    keras.losses.get("kl_divergence")(np.ones((2, 3)) / 3, np.ones((2, 3)) / 3)
    keras.losses.Dice()(np.ones((2, 3)), np.ones((2, 3)))
    hashing, lookup = layers.Hashing(4), layers.StringLookup(vocabulary=["a", "b"], output_mode="one_hot")
    hashing(np.array(["x", "y"])), lookup(np.array(["a", "c"]))
    numbers = layers.IntegerLookup(output_mode="count")
    numbers.adapt(np.array([1, 2, 2, 5]))
    numbers(np.array([[1, 2]]))
    layers.Discretization([0.0, 1.0])(np.array([-1.0, 0.5, 3.0]))
    layers.CategoryEncoding(4, "multi_hot")(np.array([0, 2]))
    space = keras.utils.FeatureSpace({"age": "float_normalized", "kind": "string_categorical"}, output_mode="concat")
    rows = tf.data.Dataset.from_tensor_slices({"age": [1.0, 2.0, 3.0], "kind": ["a", "b", "a"]})
    space.adapt(rows)
    space({"age": 2.0, "kind": "b"})
    keras.utils.pad_sequences([[1, 2], [3]], maxlen=3)
    keras.tree.map_structure(lambda a, b: a + b, {"a": 1}, {"a": 2})
    model = keras.Sequential([keras.Input((4,)), layers.Dense(2)])
    trainable, others = model.trainable_variables, model.non_trainable_variables
    model.stateless_call([v.value for v in trainable], [v.value for v in others], x)
    attention = layers.GroupQueryAttention(4, 2, 1)
    attention(np.random.rand(1, 3, 4), np.random.rand(1, 3, 4))
    layers.AdditiveAttention()([np.random.rand(1, 3, 4), np.random.rand(1, 2, 4)])
    layers.StackedRNNCells([layers.LSTMCell(2), layers.GRUCell(2)])
    layers.RNN([layers.LSTMCell(2), layers.SimpleRNNCell(2)], return_state=True)(np.random.rand(1, 3, 4))
    layers.TimeDistributed(layers.Dense(2))(np.random.rand(1, 3, 4))
    layers.ConvLSTM1D(2, 2)(np.random.rand(1, 2, 4, 3))
