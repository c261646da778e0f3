from __future__ import print_function
import numpy as np
from keras.models import Sequential
from keras.layers import Dense, LSTM
tsteps = 1; batch_size = 25; epochs = 2; lahead = 1
def gen_cosine_amp(amp=100, period=1000, x0=0, xn=500, step=1, k=0.0001):
    cos = np.zeros(((xn - x0) * step, 1, 1))
    for i in range(len(cos)):
        idx = x0 + i * step
        cos[i, 0, 0] = amp * np.cos(2 * np.pi * idx / period)
        cos[i, 0, 0] = cos[i, 0, 0] * np.exp(-k * idx)
    return cos
cos = gen_cosine_amp()
print('Input shape:', cos.shape)
expected_output = np.zeros((len(cos), 1))
for i in range(len(cos) - lahead):
    expected_output[i, 0] = np.mean(cos[i + 1:i + lahead + 1])
model = Sequential()
model.add(LSTM(10, input_shape=(tsteps, 1), batch_size=batch_size, return_sequences=True, stateful=True))
model.add(LSTM(10, return_sequences=False, stateful=True))
model.add(Dense(1))
model.compile(loss='mse', optimizer='rmsprop')
for i in range(epochs):
    print('Epoch', i, '/', epochs)
    model.fit(cos, expected_output, batch_size=batch_size, epochs=1, verbose=1, shuffle=False)
    model.reset_states()
predicted_output = model.predict(cos, batch_size=batch_size)
