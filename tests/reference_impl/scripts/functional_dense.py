import numpy as np
from keras.layers import Input, Dense
from keras.models import Model

data = np.random.random((64, 784))
labels = np.eye(10)[np.random.randint(10, size=64)]

inputs = Input(shape=(784,))
output_1 = Dense(64, activation='relu')(inputs)
output_2 = Dense(64, activation='relu')(output_1)
predictions = Dense(10, activation='softmax')(output_2)
model = Model(inputs=inputs, outputs=predictions)
model.compile(optimizer='rmsprop',
              loss='categorical_crossentropy',
              metrics=['accuracy'])
model.fit(data, labels)

x = Input(shape=(784,))
y = model(x)
assert y.shape == (None, 10)

from keras.layers import TimeDistributed

input_sequences = Input(shape=(20, 784))
processed_sequences = TimeDistributed(model)(input_sequences)
assert tuple(processed_sequences.shape) == (None, 20, 10)
