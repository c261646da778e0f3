import keras
import numpy as np
from keras.layers import Input, LSTM, Dense
from keras.models import Model

tweet_a = Input(shape=(28, 25))
tweet_b = Input(shape=(28, 25))
shared_lstm = LSTM(6)
encoded_a = shared_lstm(tweet_a)
encoded_b = shared_lstm(tweet_b)
merged_vector = keras.layers.concatenate([encoded_a, encoded_b], axis=-1)
predictions = Dense(1, activation='sigmoid')(merged_vector)
model = Model(inputs=[tweet_a, tweet_b], outputs=predictions)
model.compile(optimizer='rmsprop',
              loss='binary_crossentropy',
              metrics=['accuracy'])

data_a = np.random.randint(2, size=(20, 28, 25))
data_b = np.random.randint(2, size=(20, 28, 25))
labels = np.random.randint(2, size=(20,))
model.fit([data_a, data_b], labels, epochs=2)
assert len(model.weights) == 5
