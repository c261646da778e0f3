from keras.layers import Conv2D, Input, LSTM

a = Input(shape=(280, 256))
lstm = LSTM(32)
encoded_a = lstm(a)
assert lstm.output == encoded_a

b = Input(shape=(280, 256))
lstm = LSTM(32)
encoded_a = lstm(a)
encoded_b = lstm(b)
try:
    lstm.output
except AttributeError as error:
    assert 'multiple inbound nodes' in str(error)
else:
    raise AssertionError('two nodes have no one output')
assert lstm.get_output_at(0) == encoded_a
assert lstm.get_output_at(1) == encoded_b

a = Input(shape=(32, 32, 3))
b = Input(shape=(64, 64, 3))
conv = Conv2D(16, (3, 3), padding='same')
conved_a = conv(a)
assert conv.input_shape == (None, 32, 32, 3)
conved_b = conv(b)
assert conv.get_input_shape_at(0) == (None, 32, 32, 3)
assert conv.get_input_shape_at(1) == (None, 64, 64, 3)
