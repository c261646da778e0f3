# Keras 1: two Sequential branches under a Merge layer.
import numpy as np
from keras.layers import Dense, LSTM, Merge
from keras.models import Sequential
from keras.utils.np_utils import to_categorical

left_branch = Sequential()
left_branch.add(Dense(32, input_dim=78))
right_branch = Sequential()
right_branch.add(Dense(32, input_dim=78))
merged = Merge([left_branch, right_branch], mode='concat')

final_model = Sequential()
final_model.add(merged)
final_model.add(Dense(10, activation='softmax'))
final_model.compile(optimizer='rmsprop', loss='categorical_crossentropy', metrics=['accuracy'])

data_1 = np.random.random((100, 78))
data_2 = np.random.random((100, 78))
labels = to_categorical(np.random.randint(10, size=(100, 1)), 10)
final_model.fit([data_1, data_2], labels, nb_epoch=2, batch_size=32)
assert len(final_model.get_weights()) == 6

merged = Merge([left_branch, right_branch], mode=lambda x: x[0] - x[1])
for mode in ('sum', 'mul', 'ave'):
    model = Sequential()
    model.add(Merge([left_branch, right_branch], mode=mode))
    assert model.output_shape == (None, 32)

encoder_a = Sequential()
encoder_a.add(LSTM(8, input_shape=(8, 16)))
encoder_b = Sequential()
encoder_b.add(LSTM(8, input_shape=(8, 16)))
decoder = Sequential()
decoder.add(Merge([encoder_a, encoder_b], mode='concat'))
decoder.add(Dense(8, activation='relu'))
decoder.add(Dense(10, activation='softmax'))
decoder.compile(loss='categorical_crossentropy', optimizer='rmsprop', metrics=['accuracy'])
sequences = [np.random.random((40, 8, 16)), np.random.random((40, 8, 16))]
targets = np.random.random((40, 10))
decoder.fit(sequences, targets, batch_size=20, nb_epoch=1, validation_data=(sequences, targets))
