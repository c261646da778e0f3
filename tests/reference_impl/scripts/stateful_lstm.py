from keras.models import Sequential
from keras.layers import LSTM, Dense
import numpy as np

data_dim = 16
timesteps = 8
num_classes = 10
batch_size = 32

model = Sequential()
model.add(LSTM(32, return_sequences=True, stateful=True,
               batch_input_shape=(batch_size, timesteps, data_dim)))
model.add(LSTM(32, return_sequences=True, stateful=True))
model.add(LSTM(32, stateful=True))
model.add(Dense(10, activation='softmax'))
model.compile(loss='categorical_crossentropy',
              optimizer='rmsprop',
              metrics=['accuracy'])

x_train = np.random.random((batch_size * 3, timesteps, data_dim))
y_train = np.random.random((batch_size * 3, num_classes))
x_val = np.random.random((batch_size * 2, timesteps, data_dim))
y_val = np.random.random((batch_size * 2, num_classes))
model.fit(x_train, y_train,
          batch_size=batch_size, epochs=2, shuffle=False,
          validation_data=(x_val, y_val))
first = model.predict(x_val[:batch_size], batch_size=batch_size)
second = model.predict(x_val[:batch_size], batch_size=batch_size)
assert not np.allclose(first, second)
model.reset_states()
model.layers[0].reset_states()
