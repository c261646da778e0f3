"""The names of `reference_impl.layers` for readers and type checkers; each is imported when it is asked for."""

from ..lazy import Catalog
from ..models.tensors import Input as Input
from .activation import ELU as ELU
from .activation import LeakyReLU as LeakyReLU
from .activation import PReLU as PReLU
from .activation import ReLU as ReLU
from .activation import Softmax as Softmax
from .base import InputSpec as InputSpec
from .base import Layer as Layer
from .convolution import Conv1D as Conv1D
from .convolution import Conv2D as Conv2D
from .convolution_transpose import Conv2DTranspose as Conv2DTranspose
from .core import Activation as Activation
from .core import Dropout as Dropout
from .core import Flatten as Flatten
from .core import Reshape as Reshape
from .dense import Dense as Dense
from .embedding import Embedding as Embedding
from .input_layer import InputLayer as InputLayer
from .merging import Add as Add
from .merging import Average as Average
from .merging import Concatenate as Concatenate
from .merging import Dot as Dot
from .merging import Maximum as Maximum
from .merging import Minimum as Minimum
from .merging import Multiply as Multiply
from .merging import Subtract as Subtract
from .merging import add as add
from .merging import average as average
from .merging import concatenate as concatenate
from .merging import dot as dot
from .merging import maximum as maximum
from .merging import minimum as minimum
from .merging import multiply as multiply
from .merging import subtract as subtract
from .normalization import BatchNormalization as BatchNormalization
from .normalization import LayerNormalization as LayerNormalization
from .pooling import AveragePooling1D as AveragePooling1D
from .pooling import AveragePooling2D as AveragePooling2D
from .pooling import GlobalAveragePooling1D as GlobalAveragePooling1D
from .pooling import GlobalAveragePooling2D as GlobalAveragePooling2D
from .pooling import GlobalMaxPooling1D as GlobalMaxPooling1D
from .pooling import GlobalMaxPooling2D as GlobalMaxPooling2D
from .pooling import MaxPooling1D as MaxPooling1D
from .pooling import MaxPooling2D as MaxPooling2D
from .recurrent import GRU as GRU
from .recurrent import LSTM as LSTM
from .recurrent import RNN as RNN
from .recurrent import SimpleRNN as SimpleRNN
from .recurrent_cells import GRUCell as GRUCell
from .recurrent_cells import LSTMCell as LSTMCell
from .recurrent_cells import SimpleRNNCell as SimpleRNNCell
from .reshaping import ActivityRegularization as ActivityRegularization
from .reshaping import GaussianNoise as GaussianNoise
from .reshaping import Lambda as Lambda
from .reshaping import Masking as Masking
from .reshaping import Permute as Permute
from .reshaping import RepeatVector as RepeatVector
from .reshaping import UpSampling2D as UpSampling2D
from .reshaping import ZeroPadding2D as ZeroPadding2D
from .wrappers import Bidirectional as Bidirectional
from .wrappers import TimeDistributed as TimeDistributed
from .wrappers import Wrapper as Wrapper

CATALOG: Catalog

Convolution1D = Conv1D
Convolution2D = Conv2D
MaxPool1D = MaxPooling1D
MaxPool2D = MaxPooling2D
AvgPool1D = AveragePooling1D
AvgPool2D = AveragePooling2D
GlobalMaxPool1D = GlobalMaxPooling1D
GlobalMaxPool2D = GlobalMaxPooling2D
GlobalAvgPool1D = GlobalAveragePooling1D
GlobalAvgPool2D = GlobalAveragePooling2D
