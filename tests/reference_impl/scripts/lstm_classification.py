import numpy as np
from keras.models import Sequential
from keras.layers import Dense, Dropout
from keras.layers import Embedding
from keras.layers import LSTM

max_features = 1024
x_train = np.random.randint(max_features, size=(64, 12))
y_train = np.random.randint(2, size=(64, 1))

model = Sequential()
model.add(Embedding(max_features, output_dim=64))
model.add(LSTM(32))
model.add(Dropout(0.5))
model.add(Dense(1, activation='sigmoid'))
model.compile(loss='binary_crossentropy',
              optimizer='rmsprop',
              metrics=['accuracy'])
model.fit(x_train, y_train, batch_size=16, epochs=2)
score = model.evaluate(x_train, y_train, batch_size=16)
