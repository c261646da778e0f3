# -*- coding: utf-8 -*-
import numpy as np
import keras
from keras.models import Sequential
from keras.layers.core import Dense, Dropout, Activation, Flatten
from keras.layers.convolutional import Conv2D, MaxPooling2D
from keras.layers.normalization import BatchNormalization
from keras.utils import np_utils
x = np.random.random((40, 16, 16, 3)); y = keras.utils.to_categorical(np.random.randint(10, size=(40, 1)), num_classes=10)
model = Sequential()
model.add(Conv2D(8, (3, 3), padding='same', input_shape=x.shape[1:]))
model.add(Activation('relu')); model.add(BatchNormalization(axis=-1, momentum=0.9))
model.add(MaxPooling2D(pool_size=(2, 2), strides=(2, 2), data_format=None)); model.add(Dropout(0.25))
model.add(Flatten()); model.add(Dense(32, kernel_constraint=keras.constraints.max_norm(3.)))
model.add(Activation('relu')); model.add(Dense(10)); model.add(Activation('softmax'))
opt = keras.optimizers.RMSprop(lr=0.0001, decay=1e-6)
model.compile(loss='categorical_crossentropy', optimizer=opt, metrics=['accuracy', keras.metrics.top_k_categorical_accuracy])
hist = model.fit(x, y, batch_size=8, epochs=2, validation_split=0.2, shuffle=True, callbacks=[keras.callbacks.ReduceLROnPlateau(), keras.callbacks.TerminateOnNaN()])
print(hist.history.keys(), hist.params, hist.epoch)
print(model.metrics_names, model.evaluate(x, y, verbose=0))
keras.backend.set_value(model.optimizer.lr, 1e-3); print(keras.backend.get_value(model.optimizer.lr))
from keras.models import load_model
model.save('cnn.h5'); del model; model = load_model('cnn.h5'); print(model.get_layer(index=0).get_weights()[0].shape)
get_3rd = keras.backend.function([model.layers[0].input, keras.backend.learning_phase()], [model.layers[3].output])
print(get_3rd([x, 0])[0].shape)
scores = model.predict_classes(x, verbose=0); print(scores.shape)
for layer in model.layers[:2]: layer.trainable = False
model.summary()
