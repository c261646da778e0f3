# cifar10_cnn.py on random images
import numpy as np
import keras
from keras.models import Sequential
from keras.layers import Dense, Dropout, Activation, Flatten
from keras.layers import Conv2D, MaxPooling2D
x_train = np.random.rand(64, 32, 32, 3).astype('float32'); y_train = keras.utils.to_categorical(np.random.randint(0, 10, (64, 1)), 10)
model = Sequential()
model.add(Conv2D(8, (3, 3), padding='same', input_shape=x_train.shape[1:]))
model.add(Activation('relu'))
model.add(Conv2D(8, (3, 3)))
model.add(Activation('relu'))
model.add(MaxPooling2D(pool_size=(2, 2)))
model.add(Dropout(0.25))
model.add(Flatten())
model.add(Dense(32)); model.add(Activation('relu')); model.add(Dropout(0.5))
model.add(Dense(10)); model.add(Activation('softmax'))
opt = keras.optimizers.rmsprop(lr=0.0001, decay=1e-6)
model.compile(loss='categorical_crossentropy', optimizer=opt, metrics=['accuracy'])
def gen():
    while 1:
        i = np.random.randint(0, 64, 16); yield x_train[i], y_train[i]
model.fit_generator(gen(), steps_per_epoch=3, epochs=2, validation_data=(x_train, y_train), workers=4)
scores = model.evaluate(x_train, y_train, verbose=1)
print('Test loss:', scores[0], 'Test accuracy:', scores[1])
print(model.evaluate_generator(gen(), steps=2))
print(model.predict_generator(gen(), 1).shape)
