# Every spelling under which scripts reach Keras.
import keras
import keras.backend as K
import tensorflow as tf
import tensorflow.keras as tfk
import tensorflow.keras.layers as KL
from keras import backend, callbacks, initializers, layers, losses, metrics, models, optimizers, regularizers, utils
from keras import layers as L
from keras.callbacks import EarlyStopping, History, LambdaCallback, ModelCheckpoint
from keras.constraints import max_norm
from keras.initializers import RandomNormal
from keras.layers import *
from keras.layers.convolutional import Conv2D as Conv2DOld
from keras.layers.core import Activation as ActivationOld
from keras.layers.core import Dense as DenseOld
from keras.layers.embeddings import Embedding as EmbeddingOld
from keras.layers.normalization import BatchNormalization as NormalizationOld
from keras.layers.pooling import MaxPooling2D as PoolingOld
from keras.layers.recurrent import LSTM as LSTMOld
from keras.models import Model, Sequential
from keras.optimizers import SGD, Adam, RMSprop
from keras.regularizers import l2
from keras.utils import np_utils, to_categorical
from keras.utils.np_utils import to_categorical as to_categorical_old
from tensorflow import keras as tf_keras
from tensorflow.keras import Input as TfInput
from tensorflow.keras import layers as tf_layers
from tensorflow.keras.layers import Dense as TfDense
from tensorflow.keras.models import Sequential as TfSequential
from tensorflow.keras.utils import to_categorical as tf_to_categorical
from tensorflow.python.keras.layers import Dense as PythonDense
from tensorflow.python.keras.models import Sequential as PythonSequential

assert Dense is layers.Dense is L.Dense is KL.Dense is TfDense is DenseOld is PythonDense
assert tf.keras.layers.Dense is Dense
assert tf.keras.Sequential is keras.Sequential is Sequential is TfSequential is PythonSequential is tfk.models.Sequential
assert tf_keras.Model is Model
assert np_utils.to_categorical is to_categorical is to_categorical_old is tf_to_categorical
assert K.epsilon() == backend.epsilon() == tf.keras.backend.epsilon() == 1e-7
assert K.floatx() == 'float32'
assert issubclass(Dense, keras.layers.Layer)
assert tf.keras.optimizers.Adam is Adam
model = tf.keras.models.Sequential([
    tf.keras.layers.Flatten(input_shape=(28, 28)),
    tf.keras.layers.Dense(128, activation=tf.nn.relu, kernel_regularizer=l2(1e-4), kernel_constraint=max_norm(3.)),
    tf.keras.layers.Dropout(0.2),
    tf.keras.layers.Dense(10, activation=tf.nn.softmax, kernel_initializer=RandomNormal(stddev=0.05)),
])
model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
assert model.output_shape == (None, 10)
