# FAQ: feeding a stateful network one stretch of a sequence after the other.
import numpy as np
from keras.models import Sequential
from keras.layers import LSTM, Dense

x = np.random.random((32, 21, 16))
model = Sequential()
model.add(LSTM(32, input_shape=(10, 16), batch_size=32, stateful=True))
model.add(Dense(16, activation='softmax'))
model.compile(optimizer='rmsprop', loss='categorical_crossentropy')
model.train_on_batch(x[:, :10, :], np.reshape(x[:, 10, :], (32, 16)))
model.train_on_batch(x[:, 10:20, :], np.reshape(x[:, 20, :], (32, 16)))
model.reset_states()
model.layers[0].reset_states()
