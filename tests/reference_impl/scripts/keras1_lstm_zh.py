# 使用 LSTM 的序列分类（Keras 1 的参数名）
import numpy as np
from keras.models import Sequential
from keras.layers import Dense, Dropout, Activation
from keras.layers import Embedding
from keras.layers import LSTM

max_features, maxlen = 200, 12
X_train = np.random.randint(max_features, size=(32, maxlen))
y_train = np.random.randint(2, size=(32, 1))

model = Sequential()
model.add(Embedding(max_features, 64, input_length=maxlen))
model.add(LSTM(output_dim=32, activation='sigmoid', inner_activation='hard_sigmoid'))
model.add(Dropout(0.5))
model.add(Dense(1))
model.add(Activation('sigmoid'))
model.compile(loss='binary_crossentropy',
              optimizer='rmsprop',
              metrics=['accuracy'])
model.fit(X_train, y_train, batch_size=16, nb_epoch=2)
score = model.evaluate(X_train, y_train, batch_size=16)
