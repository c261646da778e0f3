# Image captions with a convnet and a GRU (Keras 1 guide, images channels first).
import numpy as np
from keras.models import Sequential
from keras.layers import Activation, Convolution2D, Dense, Embedding, Flatten, GRU, MaxPooling2D, Merge
from keras.layers import RepeatVector, TimeDistributed

max_caption_len = 6
vocab_size = 50
image_model = Sequential()
image_model.add(Convolution2D(4, 3, 3, border_mode='valid', input_shape=(3, 20, 20)))
image_model.add(Activation('relu'))
image_model.add(MaxPooling2D(pool_size=(2, 2)))
image_model.add(Flatten())
image_model.add(Dense(16))

language_model = Sequential()
language_model.add(Embedding(vocab_size, 8, input_length=max_caption_len))
language_model.add(GRU(output_dim=16, return_sequences=True))
language_model.add(TimeDistributed(Dense(16)))
image_model.add(RepeatVector(max_caption_len))

model = Sequential()
model.add(Merge([image_model, language_model], mode='concat', concat_axis=-1))
model.add(GRU(16, return_sequences=False))
model.add(Dense(vocab_size))
model.add(Activation('softmax'))
model.compile(loss='categorical_crossentropy', optimizer='rmsprop')

images = np.random.random((8, 3, 20, 20))
partial_captions = np.random.randint(vocab_size, size=(8, max_caption_len))
next_words = np.eye(vocab_size)[np.random.randint(vocab_size, size=8)]
model.fit([images, partial_captions], next_words, batch_size=4, nb_epoch=1)
