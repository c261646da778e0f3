# Losses, optimizers and metrics by string and by function.
import numpy as np
import keras.backend as K
from keras.layers import Dense
from keras.models import Sequential

data = np.random.random((64, 12))
binary = np.random.randint(2, size=(64, 1))


def mean_pred(y_true, y_pred):
    return K.mean(y_pred)


model = Sequential()
model.add(Dense(8, activation='relu', input_dim=12))
model.add(Dense(1, activation='sigmoid'))

model.compile(optimizer='rmsprop', loss='mse')
model.fit(data, binary, epochs=1, verbose=0)

model.compile(optimizer='rmsprop',
              loss='binary_crossentropy',
              metrics=['accuracy', mean_pred])
history = model.fit(data, binary, epochs=2, batch_size=32, verbose=0)
assert set(history.history) == {'loss', 'accuracy', 'mean_pred'}
assert 0 < history.history['mean_pred'][-1] < 1
