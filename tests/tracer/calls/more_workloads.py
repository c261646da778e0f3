"""Further workloads for the recorder: what users do beyond a plain `fit`."""

from __future__ import annotations

import os
import tempfile

import keras
import numpy as np
import tensorflow as tf
from keras import layers


def shared_layers() -> None:
    """Several inputs and outputs, one layer used twice, a nested model, an intermediate output."""
    left, right = keras.Input((6,), name="left"), keras.Input((6,), name="right")
    encoder = keras.Sequential([layers.Dense(5, activation="elu"), layers.UnitNormalization()], name="encoder")
    shared = layers.Dense(4, name="shared")
    a, b = shared(encoder(left)), shared(encoder(right))
    joined = layers.Multiply()([a, b])
    similarity = layers.Dot(axes=1, normalize=True)([a, b])
    score = layers.Dense(1, activation="sigmoid", name="score")(
        layers.Concatenate()([joined, layers.Subtract()([a, b])])
    )
    model = keras.Model({"left": left, "right": right}, {"score": score, "similarity": similarity})
    model.compile(
        optimizer=keras.optimizers.RMSprop(1e-3, momentum=0.5, centered=True),
        loss={"score": "binary_crossentropy", "similarity": "mse"},
        loss_weights={"score": 1.0, "similarity": 0.5},
        metrics={"score": ["accuracy", keras.metrics.Precision()], "similarity": ["mae"]},
    )
    x = {"left": np.random.rand(12, 6), "right": np.random.rand(12, 6)}
    y = {"score": np.ones((12, 1)), "similarity": np.zeros((12, 1))}
    model.fit(x, y, epochs=1, batch_size=4, verbose=0, validation_data=(x, y))
    model.evaluate(x, y, verbose=0, return_dict=True)
    keras.Model(model.inputs, joined).predict(x, verbose=0)


class Distiller(keras.Model):
    """A training step of its own, with trackers of its own."""

    def __init__(self, student: keras.Model, teacher: keras.Model) -> None:
        super().__init__()
        self.student, self.teacher = student, teacher
        self.tracker = keras.metrics.Mean(name="distance")
        self.divergence = keras.losses.KLDivergence()

    @property
    def metrics(self):
        return [self.tracker]

    def call(self, inputs, training=None):
        return self.student(inputs, training=training)

    def train_step(self, data):
        x, y = data
        soft = self.teacher(x, training=False)
        with tf.GradientTape() as tape:
            predictions = self.student(x, training=True)
            loss = self.divergence(soft, predictions) + keras.losses.categorical_crossentropy(y, predictions)
        gradients = tape.gradient(loss, self.student.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.student.trainable_variables, strict=True))
        self.tracker.update_state(loss)
        return {metric.name: metric.result() for metric in self.metrics}

    def test_step(self, data):
        x, y = data
        self.tracker.update_state(keras.losses.categorical_crossentropy(y, self(x, training=False)))
        return {"distance": self.tracker.result()}


def custom_step() -> None:
    student = keras.Sequential([layers.Dense(3, activation="softmax")])
    teacher = keras.Sequential([layers.Dense(8, activation="selu"), layers.Dense(3, activation="softmax")])
    model = Distiller(student, teacher)
    model.compile(optimizer=keras.optimizers.Adamax(1e-3))
    x, y = np.random.rand(8, 5).astype("float32"), np.eye(3, dtype="float32")[np.zeros(8, int)]
    model.fit(x, y, epochs=1, batch_size=4, verbose=0)
    model.evaluate(x, y, verbose=0)
    model.predict_on_batch(x)


def sequences() -> None:
    """Recurrent layers in other arrangements, convolutions over time, masking and packing."""
    inputs = keras.Input((7, 5))
    x = layers.Masking()(inputs)
    x = layers.Bidirectional(layers.GRU(4, return_sequences=True, recurrent_dropout=0.1), merge_mode="sum")(x)
    x = layers.TimeDistributed(layers.Dense(6, activation="swish"))(x)
    x = layers.Conv1D(8, 3, padding="causal", dilation_rate=2)(x)
    x = layers.SeparableConv1D(6, 3, padding="same")(x)
    x = layers.ZeroPadding1D(1)(x)
    x = layers.AveragePooling1D(2)(x)
    x = layers.RNN([layers.LSTMCell(3), layers.GRUCell(3)], return_sequences=True)(x)
    x = layers.SpatialDropout1D(0.2)(x)
    x, state = layers.GRU(3, return_state=True, stateful=False)(x)
    model = keras.Model(inputs, layers.Dense(2)(layers.RepeatVector(2)(layers.Add()([x, state]))))
    model.compile(keras.optimizers.Ftrl(), keras.losses.LogCosh(), metrics=[keras.metrics.CosineSimilarity()])
    model.fit(np.random.rand(6, 7, 5), np.zeros((6, 2, 2)), epochs=1, batch_size=3, verbose=0)
    model.predict(np.random.rand(2, 7, 5), verbose=0)


def preprocessing() -> None:
    """Layers that learn from data before training, on text, categories and images."""
    numbers = layers.Normalization()
    numbers.adapt(np.random.rand(20, 3))
    words = layers.TextVectorization(max_tokens=20, output_sequence_length=4)
    words.adapt(["to be or not", "to be that is", "the question"])
    codes = layers.StringLookup(output_mode="one_hot")
    codes.adapt([["a"], ["b"], ["c"]])
    ages = layers.Discretization(num_bins=3)
    ages.adapt(np.random.rand(20, 1))
    layers.IntegerLookup(vocabulary=[1, 2, 3])(np.array([[1], [7]]))
    layers.CategoryEncoding(4, output_mode="multi_hot")(np.array([[0, 1]]))
    layers.Hashing(5)(np.array([["x"], ["y"]]))
    words(["to be"]), codes([["b"]]), ages(np.random.rand(2, 1)), words.get_vocabulary()
    augment = keras.Sequential([layers.Rescaling(1 / 255.0), layers.RandomFlip(), layers.RandomRotation(0.1)])
    augment = keras.Sequential([augment, layers.RandomZoom(0.1), layers.CenterCrop(6, 6), layers.Resizing(8, 8)])
    augment(np.random.rand(2, 8, 8, 3), training=True)
    model = keras.Sequential([numbers, layers.Dense(1)])
    model.compile("adam", "mse")
    model.fit(np.random.rand(8, 3), np.zeros((8, 1)), epochs=1, verbose=0)


@keras.saving.register_keras_serializable("tests")
class Gate(layers.Layer):
    def __init__(self, units: int, initializer="glorot_uniform", **kwargs) -> None:
        super().__init__(**kwargs)
        self.units = units
        self.initializer = keras.initializers.get(initializer)
        self.inner = layers.Dense(units, kernel_initializer=self.initializer)

    def build(self, shape):
        self.inner.build(shape)
        self.bias = self.add_weight(shape=(self.units,), initializer="zeros", name="bias")

    def call(self, inputs):
        return keras.activations.sigmoid(self.inner(inputs) + self.bias)

    def get_config(self):
        return {
            **super().get_config(),
            "units": self.units,
            "initializer": keras.initializers.serialize(self.initializer),
        }


def saving() -> None:
    """Every way to keep a model: whole, weights, JSON, configuration, clone, export."""
    model = keras.Sequential([keras.Input((4,)), Gate(3), layers.BatchNormalization(), layers.Dense(2)])
    model.compile("sgd", "mse", metrics=["mae"])
    x, y = np.random.rand(8, 4), np.zeros((8, 2))
    with tempfile.TemporaryDirectory() as folder:
        checkpoint = keras.callbacks.ModelCheckpoint(os.path.join(folder, "best.keras"), monitor="loss")
        model.fit(x, y, epochs=1, verbose=0, callbacks=[checkpoint])
        keras.saving.load_model(os.path.join(folder, "best.keras")).evaluate(x, y, verbose=0)
        model.save(os.path.join(folder, "model.h5"))
        keras.models.load_model(os.path.join(folder, "model.h5"), compile=False)
        model.export(os.path.join(folder, "exported"), verbose=False)
    twin = keras.models.clone_model(model)
    twin.set_weights(model.get_weights())
    keras.models.model_from_json(model.to_json())
    keras.layers.deserialize(keras.layers.serialize(Gate(2)))
    model.summary(print_fn=lambda *args, **kwargs: None, show_trainable=True, expand_nested=True)
    model.count_params()


class Weighted(keras.losses.Loss):
    def __init__(self, factor: float = 2.0) -> None:
        super().__init__(name="weighted")
        self.factor = factor

    def call(self, y_true, y_pred):
        return self.factor * keras.ops.mean(keras.ops.abs(y_true - y_pred), axis=-1)


class Share(keras.metrics.Metric):
    def __init__(self, name="share", **kwargs) -> None:
        super().__init__(name=name, **kwargs)
        self.total = self.add_weight(name="total", initializer="zeros")

    def update_state(self, y_true, y_pred, sample_weight=None):
        self.total.assign_add(keras.ops.sum(keras.ops.cast(y_pred > 0.5, "float32")))

    def result(self):
        return self.total / 2

    def reset_state(self):
        self.total.assign(0.0)


class Watch(keras.callbacks.Callback):
    def on_train_begin(self, logs=None):
        self.seen = []

    def on_train_batch_end(self, batch, logs=None):
        self.seen.append(logs["loss"])
        if len(self.seen) > 3:
            self.model.stop_training = True


def own_parts() -> None:
    """Losses, metrics, callbacks, constraints and regularizers of one's own, and every stock callback at once."""
    model = keras.Sequential(
        [
            keras.Input((4,)),
            layers.Dense(4, kernel_constraint="max_norm", bias_regularizer=keras.regularizers.L1L2(0.1, 0.1)),
            layers.LeakyReLU(),
            layers.ActivityRegularization(l1=0.01),
            layers.GaussianNoise(0.1),
            layers.PReLU(),
            layers.Dense(1, kernel_regularizer=keras.regularizers.OrthogonalRegularizer(0.01), use_bias=False),
        ]
    )
    model.compile(keras.optimizers.Lion(), Weighted(), metrics=[Share(), "r2_score"], weighted_metrics=["mse"])
    x, y = np.random.rand(16, 4), np.random.rand(16, 1)
    with tempfile.TemporaryDirectory() as folder:
        callbacks = [
            Watch(),
            keras.callbacks.ReduceLROnPlateau("loss", patience=0),
            keras.callbacks.LearningRateScheduler(lambda epoch, rate: rate * 0.9),
            keras.callbacks.TerminateOnNaN(),
            keras.callbacks.CSVLogger(os.path.join(folder, "log.csv")),
            keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: None),
            keras.callbacks.BackupAndRestore(os.path.join(folder, "backup")),
            keras.callbacks.History(),
        ]
        model.fit(x, y, epochs=2, batch_size=4, verbose=0, callbacks=callbacks, sample_weight=np.ones(16))
    model.evaluate(x, y, verbose=0, sample_weight=np.ones(16))


def schedules() -> None:
    """Schedules, clipping, weight decay, averaged weights, mixed precision, class weights."""
    policy = keras.config.dtype_policy()
    keras.mixed_precision.set_global_policy("mixed_float16")
    try:
        model = keras.Sequential(
            [layers.Dense(4, activation="relu"), layers.Dense(2, activation="softmax", dtype="float32")]
        )
        rate = keras.optimizers.schedules.CosineDecay(0.1, 10, warmup_steps=2, warmup_target=0.2)
        optimizer = keras.optimizers.Adam(rate, clipnorm=1.0, use_ema=True, ema_momentum=0.9, weight_decay=1e-4)
        model.compile(
            optimizer, keras.losses.SparseCategoricalCrossentropy(), metrics=["sparse_top_k_categorical_accuracy"]
        )
        x, y = np.random.rand(16, 4), np.zeros(16, int)
        model.fit(x, y, epochs=1, batch_size=8, verbose=0, class_weight={0: 1.0, 1: 2.0})
    finally:
        keras.mixed_precision.set_global_policy(policy)
    for schedule in (
        keras.optimizers.schedules.PiecewiseConstantDecay([2, 4], [0.1, 0.05, 0.01]),
        keras.optimizers.schedules.PolynomialDecay(0.1, 10),
        keras.optimizers.schedules.InverseTimeDecay(0.1, 5, 0.5),
    ):
        small = keras.Sequential([layers.Dense(1)])
        small.compile(keras.optimizers.SGD(schedule, nesterov=True, momentum=0.9, global_clipnorm=1.0), "mae")
        small.fit(np.random.rand(4, 2), np.zeros(4), epochs=1, verbose=0)
        keras.optimizers.deserialize(keras.optimizers.serialize(small.optimizer))


def images() -> None:
    """Convolutions of other kinds, normalizations, pooling, upsampling: an autoencoder trained from `tf.data`."""
    inputs = keras.Input((8, 8, 2))
    x = layers.SeparableConv2D(4, 3, strides=2, padding="same", activation="relu6")(inputs)
    x = layers.GroupNormalization(groups=2)(x)
    x = layers.Conv2D(4, 3, padding="same", kernel_initializer=keras.initializers.VarianceScaling(2.0))(x)
    x = layers.Activation("hard_sigmoid")(layers.SpatialDropout2D(0.1)(x))
    gate = layers.Dense(4, activation="tanh")(layers.GlobalMaxPooling2D(keepdims=True)(x))
    x = layers.Multiply()([x, gate])
    x = layers.Conv2DTranspose(4, 3, strides=2, padding="same")(x)
    x = layers.Cropping2D(1)(layers.ZeroPadding2D(1)(x))
    x = layers.AveragePooling2D(2)(layers.UpSampling2D(interpolation="bilinear")(x))
    x = layers.Lambda(lambda t: t * 0.5)(x)
    model = keras.Model(inputs, layers.Conv2D(2, 1, activation="linear")(x))
    model.compile("adadelta", keras.losses.MeanAbsoluteError(), metrics=["mse"], jit_compile=False)
    data = tf.data.Dataset.from_tensor_slices(np.random.rand(8, 8, 8, 2).astype("float32"))
    data = data.map(lambda image: (image, image)).shuffle(8).batch(4).prefetch(1)
    model.fit(data, epochs=1, verbose=0, validation_data=data, validation_steps=1)
    model.evaluate(data, verbose=0)
    model.predict(data, verbose=0)
    keras.layers.Conv3D(2, 2)(np.random.rand(1, 4, 4, 4, 1))


class Batches(keras.utils.PyDataset):
    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)

    def __len__(self):
        return 2

    def __getitem__(self, index):
        return np.random.rand(4, 6, 8), np.zeros(4)


class Block(layers.Layer):
    """A transformer block whose parts are made in `build`."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.attention = layers.MultiHeadAttention(2, width // 2, dropout=0.1)
        self.query = layers.GroupQueryAttention(4, 4, 2)
        self.norm, self.drop = layers.LayerNormalization(), layers.Dropout(0.1)
        self.feed = keras.Sequential([layers.EinsumDense("abc,cd->abd", (None, 8)), layers.Dense(width)])

    def call(self, inputs, training=False):
        attended = self.attention(inputs, inputs, use_causal_mask=True, training=training)
        x = self.norm(inputs + self.drop(attended, training=training))
        x = x + self.query(x, x)
        return x + self.feed(x)


def transformer() -> None:
    """Attention of all kinds, trained from a `PyDataset` and from a generator."""
    inputs = keras.Input((6, 8))
    x = Block(8)(inputs)
    x = layers.Attention(use_scale=True)([x, x])
    x = layers.AdditiveAttention()([x, x])
    x = layers.GlobalAveragePooling1D()(x)
    model = keras.Model(inputs, layers.Dense(3, activation="log_softmax")(x))
    model.compile(keras.optimizers.Adafactor(), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    model.fit(Batches(), epochs=1, verbose=0)
    model.fit((batch for batch in [Batches()[0]]), steps_per_epoch=1, epochs=1, verbose=0)
    model.evaluate(Batches(workers=2, use_multiprocessing=False), verbose=0)
    model.predict(Batches(), verbose=0)


def numeric() -> None:
    """Keras without a model: operations, losses and metrics as functions, random numbers, a loop by hand."""
    rng = keras.random.SeedGenerator(3)
    x = keras.random.normal((4, 3), seed=rng)
    y = keras.ops.one_hot(keras.ops.argmax(x, axis=-1), 3)
    layer = layers.Dense(3, kernel_initializer=keras.initializers.Orthogonal(seed=1))
    optimizer = keras.optimizers.get({"class_name": "adam", "config": {"learning_rate": 0.1}})
    metric = keras.metrics.CategoricalAccuracy()
    loss = keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.1)
    for _ in range(2):
        with tf.GradientTape() as tape:
            value = loss(y, layer(x))
        gradients = tape.gradient(value, layer.trainable_weights)
        optimizer.apply(gradients, layer.trainable_weights)
        metric.update_state(y, layer(x))
    metric.result()
    keras.ops.einsum("ij,jk->ik", x, keras.ops.transpose(x))
    keras.ops.concatenate([keras.ops.reshape(x, (2, 6)), keras.ops.zeros((2, 6))], axis=0)
    keras.ops.softmax(keras.ops.where(x > 0, x, -x))
    keras.losses.get("hinge")(y, x)
    keras.metrics.F1Score(average="macro").update_state(y, keras.ops.softmax(x))
    keras.metrics.MeanIoU(3)(keras.ops.argmax(y, -1), keras.ops.argmax(x, -1))
    keras.utils.to_categorical([0, 1, 2])
    keras.utils.pad_sequences([[1], [2, 3]])
    keras.utils.normalize(np.random.rand(2, 2))
    keras.ops.vectorized_map(lambda row: row * 2, x)
    keras.ops.scan(lambda total, row: (total + row, total), keras.ops.zeros(3), x)
    keras.ops.nn.moments(x, axes=[0])
    keras.ops.image.resize(np.random.rand(1, 4, 4, 3), (2, 2))
