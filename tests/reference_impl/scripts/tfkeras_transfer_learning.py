# Frozen layers, and a trained model as the base of another.
import numpy as np
from tensorflow import keras
from tensorflow.keras import layers

base = keras.Sequential([keras.Input(shape=(784,)), layers.Dense(32, activation="relu"), layers.Dense(32, activation="relu")])
base.save_weights("base.weights.h5")
base.load_weights("base.weights.h5")

model = keras.Sequential([keras.Input(shape=(784,)), layers.Dense(32, activation="relu"), layers.Dense(10)])
for layer in model.layers[:-1]:
    layer.trainable = False
model.compile("sgd", "mse")
before = [w.copy() for w in model.get_weights()]
model.fit(np.random.random((32, 784)), np.random.random((32, 10)), verbose=0)
after = model.get_weights()
assert np.array_equal(before[0], after[0])
assert not np.array_equal(before[2], after[2])

base.trainable = False
model = keras.Sequential([base, layers.Dense(10)])
model.compile("adam", "mse")
before = base.get_weights()
model.fit(np.random.random((32, 784)), np.random.random((32, 10)), verbose=0)
assert all(np.array_equal(a, b) for a, b in zip(before, base.get_weights()))
