# The FAQ's recipes: intermediate layers, K.function, saving, freezing, histories, lists as data.
import numpy as np
from keras import backend as K
from keras.callbacks import EarlyStopping
from keras.layers import Dense, Dropout, Input
from keras.models import Model, Sequential, load_model, model_from_json

x, y = np.random.random((40, 3)), np.random.random((40, 2))
model = Sequential()
model.add(Dense(4, input_dim=3, activation='relu', name='my_layer'))
model.add(Dropout(0.5))
model.add(Dense(4, activation='tanh'))
model.add(Dense(2))
model.compile(loss='mean_squared_error', optimizer='sgd')

hist = model.fit(x, y, validation_split=0.2, verbose=0)
print(hist.history)
early_stopping = EarlyStopping(monitor='val_loss', patience=2)
model.fit(x, y, validation_split=0.2, callbacks=[early_stopping], verbose=0)
model.fit(x.tolist(), y.tolist(), verbose=0)

intermediate_layer_model = Model(inputs=model.input, outputs=model.get_layer('my_layer').output)
assert intermediate_layer_model.predict(x).shape == (40, 4)
get_3rd_layer_output = K.function([model.layers[0].input], [model.layers[3].output])
layer_output = get_3rd_layer_output([x])[0]
assert np.allclose(layer_output, model.predict(x), atol=1e-6)
get_layer_output = K.function([model.layers[0].input, K.learning_phase()], [model.layers[3].output])
assert np.allclose(get_layer_output([x, 0])[0], layer_output, atol=1e-6)
assert not np.allclose(get_layer_output([x, 1])[0], layer_output)

model.save_weights('my_model_weights.h5')
model.load_weights('my_model_weights.h5')
fresh = Sequential()
fresh.add(Dense(4, input_dim=3, name='my_layer'))
fresh.add(Dense(10, name='new_dense'))
fresh.load_weights('my_model_weights.h5', by_name=True)
assert np.array_equal(fresh.get_weights()[0], model.get_weights()[0])
model.save('my_model.h5')
restored = load_model('my_model.h5')
assert np.allclose(restored.predict(x), model.predict(x))
again = model_from_json(model.to_json())
again.set_weights(model.get_weights())
assert np.allclose(again.predict(x), model.predict(x))

x_in = Input(shape=(32,))
layer = Dense(32)
layer.trainable = False
frozen_model = Model(x_in, layer(x_in))
frozen_model.compile(optimizer='rmsprop', loss='mse')
assert frozen_model.trainable_weights == []
K.set_value(model.optimizer.lr, 0.5)
assert abs(float(K.get_value(model.optimizer.lr)) - 0.5) < 1e-6
