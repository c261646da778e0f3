# The ways a Sequential model is put together and told its input shape (2016-2021 guides).
from keras.models import Sequential
from keras.layers import LSTM, Activation, Dense

model = Sequential([
    Dense(32, input_shape=(784,)),
    Activation('relu'),
    Dense(10),
    Activation('softmax'),
])
assert model.output_shape == (None, 10)

model = Sequential()
model.add(Dense(32, input_dim=784))
model.add(Activation('relu'))
assert [layer.output_shape for layer in model.layers] == [(None, 32), (None, 32)]
assert model.layers[0].input_shape == (None, 784)

for first in (Dense(32, input_shape=(784,)), Dense(32, batch_input_shape=(None, 784)), Dense(32, input_dim=784)):
    model = Sequential()
    model.add(first)
    assert model.input_shape == (None, 784)
    assert model.count_params() == 784 * 32 + 32

for first in (LSTM(32, input_shape=(10, 64)), LSTM(32, batch_input_shape=(None, 10, 64)),
              LSTM(32, input_length=10, input_dim=64)):
    model = Sequential()
    model.add(first)
    assert model.input_shape == (None, 10, 64)

model = Sequential()
model.add(Dense(32, batch_size=32, input_shape=(6, 8)))
assert model.input_shape == (32, 6, 8)
print(model.summary())
