import keras
import numpy as np
from keras.layers import Conv2D, Input, MaxPooling2D
from keras.models import Model

input_img = Input(shape=(32, 32, 3))
tower_1 = Conv2D(8, (1, 1), padding='same', activation='relu')(input_img)
tower_1 = Conv2D(8, (3, 3), padding='same', activation='relu')(tower_1)
tower_2 = Conv2D(8, (1, 1), padding='same', activation='relu')(input_img)
tower_2 = Conv2D(8, (5, 5), padding='same', activation='relu')(tower_2)
tower_3 = MaxPooling2D((3, 3), strides=(1, 1), padding='same')(input_img)
tower_3 = Conv2D(8, (1, 1), padding='same', activation='relu')(tower_3)
output = keras.layers.concatenate([tower_1, tower_2, tower_3], axis=1)
assert tuple(output.shape) == (None, 96, 32, 8)
assert Model(input_img, output).predict(np.ones((2, 32, 32, 3))).shape == (2, 96, 32, 8)

x = Input(shape=(32, 32, 3))
y = Conv2D(3, (3, 3), padding='same')(x)
z = keras.layers.add([x, y])
assert Model(x, z).predict(np.ones((2, 32, 32, 3))).shape == (2, 32, 32, 3)
