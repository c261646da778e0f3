import keras
import numpy as np
from keras.layers import Conv2D, MaxPooling2D, Input, Dense, Flatten
from keras.models import Model

digit_input = Input(shape=(27, 27, 1))
x = Conv2D(8, (3, 3))(digit_input)
x = Conv2D(8, (3, 3))(x)
x = MaxPooling2D((2, 2))(x)
out = Flatten()(x)
vision_model = Model(digit_input, out)

digit_a = Input(shape=(27, 27, 1))
digit_b = Input(shape=(27, 27, 1))
out_a = vision_model(digit_a)
out_b = vision_model(digit_b)
concatenated = keras.layers.concatenate([out_a, out_b])
out = Dense(1, activation='sigmoid')(concatenated)
classification_model = Model([digit_a, digit_b], out)

classification_model.compile('adam', 'binary_crossentropy', metrics=['accuracy'])
classification_model.fit([np.random.rand(8, 27, 27, 1), np.random.rand(8, 27, 27, 1)],
                         np.random.randint(2, size=(8, 1)), epochs=1)
assert len(classification_model.weights) == 6
