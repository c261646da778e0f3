# The tf.keras training guide of 2020: losses, metrics and weights of one's own, datasets, callbacks, schedules.
import os
import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

x_train = np.random.random((320, 784)).astype("float32")
y_train = np.random.randint(10, size=320).astype("float32")
x_val, y_val = x_train[-64:], y_train[-64:]


def get_uncompiled_model():
    inputs = keras.Input(shape=(784,), name="digits")
    x = layers.Dense(64, activation="relu", name="dense_1")(inputs)
    x = layers.Dense(64, activation="relu", name="dense_2")(x)
    outputs = layers.Dense(10, activation="softmax", name="predictions")(x)
    return keras.Model(inputs=inputs, outputs=outputs)


def get_compiled_model():
    model = get_uncompiled_model()
    model.compile(
        optimizer="rmsprop",
        loss="sparse_categorical_crossentropy",
        metrics=["sparse_categorical_accuracy"],
    )
    return model


model = get_uncompiled_model()
model.compile(
    optimizer=keras.optimizers.RMSprop(),
    loss=keras.losses.SparseCategoricalCrossentropy(),
    metrics=[keras.metrics.SparseCategoricalAccuracy()],
)
history = model.fit(x_train, y_train, batch_size=64, epochs=2, validation_data=(x_val, y_val))
assert set(history.history) == {
    "loss", "sparse_categorical_accuracy", "val_loss", "val_sparse_categorical_accuracy"}
results = model.evaluate(x_val, y_val, batch_size=128)
print("test loss, test acc:", results)
assert model.predict(x_val[:3]).shape == (3, 10)


def custom_mean_squared_error(y_true, y_pred):
    return tf.math.reduce_mean(tf.square(y_true - y_pred))


class CustomMSE(keras.losses.Loss):
    def __init__(self, regularization_factor=0.1, name="custom_mse"):
        super().__init__(name=name)
        self.regularization_factor = regularization_factor

    def call(self, y_true, y_pred):
        mse = tf.math.reduce_mean(tf.square(y_true - y_pred))
        reg = tf.math.reduce_mean(tf.square(0.5 - y_pred))
        return mse + reg * self.regularization_factor


y_train_one_hot = tf.one_hot(y_train.astype("int32"), depth=10)
for loss in (custom_mean_squared_error, CustomMSE()):
    model = get_uncompiled_model()
    model.compile(optimizer=keras.optimizers.Adam(), loss=loss)
    history = model.fit(x_train, y_train_one_hot, batch_size=64, epochs=3)
    assert history.history["loss"][-1] < history.history["loss"][0]


class CategoricalTruePositives(keras.metrics.Metric):
    def __init__(self, name="categorical_true_positives", **kwargs):
        super(CategoricalTruePositives, self).__init__(name=name, **kwargs)
        self.true_positives = self.add_weight(name="ctp", initializer="zeros")

    def update_state(self, y_true, y_pred, sample_weight=None):
        y_pred = tf.reshape(tf.argmax(y_pred, axis=1), shape=(-1, 1))
        values = tf.cast(y_true, "int32") == tf.cast(y_pred, "int32")
        values = tf.cast(values, "float32")
        if sample_weight is not None:
            sample_weight = tf.cast(sample_weight, "float32")
            values = tf.multiply(values, sample_weight)
        self.true_positives.assign_add(tf.reduce_sum(values))

    def result(self):
        return self.true_positives

    def reset_states(self):
        self.true_positives.assign(0.0)


model = get_uncompiled_model()
model.compile(
    optimizer=keras.optimizers.RMSprop(learning_rate=1e-3),
    loss=keras.losses.SparseCategoricalCrossentropy(),
    metrics=[CategoricalTruePositives()],
)
history = model.fit(x_train, y_train, batch_size=64, epochs=3)
assert len(history.history["categorical_true_positives"]) == 3

model = get_compiled_model()
model.fit(x_train, y_train, batch_size=64, validation_split=0.2, epochs=1)

class_weight = {label: 1.0 for label in range(10)}
class_weight[5] = 2.0
model = get_compiled_model()
model.fit(x_train, y_train, class_weight=class_weight, batch_size=64, epochs=1)
sample_weight = np.ones(shape=(len(y_train),))
sample_weight[y_train == 5] = 2.0
model = get_compiled_model()
model.fit(x_train, y_train, sample_weight=sample_weight, batch_size=64, epochs=1)

train_dataset = tf.data.Dataset.from_tensor_slices((x_train, y_train))
train_dataset = train_dataset.shuffle(buffer_size=1024).batch(64)
val_dataset = tf.data.Dataset.from_tensor_slices((x_val, y_val)).batch(16)
model = get_compiled_model()
model.fit(train_dataset, epochs=2)
result = model.evaluate(val_dataset)
dict(zip(model.metrics_names, result))
model = get_compiled_model()
model.fit(train_dataset.repeat(), epochs=3, steps_per_epoch=3)
model = get_compiled_model()
model.fit(train_dataset, epochs=1, validation_data=val_dataset, validation_steps=2)
train_dataset = tf.data.Dataset.from_tensor_slices((x_train, y_train, sample_weight))
model = get_compiled_model()
model.fit(train_dataset.shuffle(buffer_size=1024).batch(64), epochs=1)


class Batches(keras.utils.Sequence):
    def __init__(self, x, y, batch_size):
        self.x, self.y, self.batch_size = x, y, batch_size

    def __len__(self):
        return int(np.ceil(len(self.x) / float(self.batch_size)))

    def __getitem__(self, idx):
        part = slice(idx * self.batch_size, (idx + 1) * self.batch_size)
        return self.x[part], self.y[part]


model = get_compiled_model()
model.fit(Batches(x_train, y_train, 32), epochs=2)

callbacks = [keras.callbacks.EarlyStopping(monitor="val_loss", min_delta=1e-2, patience=2, verbose=1)]
model = get_compiled_model()
model.fit(x_train, y_train, epochs=8, batch_size=64, callbacks=callbacks, validation_split=0.2)


class LossHistory(keras.callbacks.Callback):
    def on_train_begin(self, logs):
        self.per_batch_losses = []

    def on_batch_end(self, batch, logs):
        self.per_batch_losses.append(logs.get("loss"))


losses = LossHistory()
model = get_compiled_model()
model.fit(x_train, y_train, batch_size=64, callbacks=[losses])
assert len(losses.per_batch_losses) == 5

callbacks = [keras.callbacks.ModelCheckpoint(filepath="mymodel_{epoch}.keras", save_best_only=True, monitor="val_loss", verbose=1)]
model = get_compiled_model()
model.fit(x_train, y_train, epochs=2, batch_size=64, callbacks=callbacks, validation_split=0.2)
assert os.path.exists("mymodel_1.keras")
model = keras.models.load_model("mymodel_1.keras")

lr_schedule = keras.optimizers.schedules.ExponentialDecay(
    0.1, decay_steps=100000, decay_rate=0.96, staircase=True
)
optimizer = keras.optimizers.RMSprop(learning_rate=lr_schedule)
model = get_uncompiled_model()
model.compile(optimizer, "sparse_categorical_crossentropy")
model.fit(x_train, y_train, verbose=0)
reduce_lr = keras.callbacks.ReduceLROnPlateau(monitor="val_loss", patience=1)
model = get_compiled_model()
model.fit(x_train, y_train, epochs=3, validation_split=0.2, callbacks=[reduce_lr], verbose=2)
