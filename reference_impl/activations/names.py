"""What `reference_impl.activations` offers besides its own, for readers and type checkers; no program imports this."""

from .more import celu as celu
from .more import elu as elu
from .more import exponential as exponential
from .more import gelu as gelu
from .more import glu as glu
from .more import hard_shrink as hard_shrink
from .more import hard_sigmoid as hard_sigmoid
from .more import hard_silu as hard_silu
from .more import hard_tanh as hard_tanh
from .more import leaky_relu as leaky_relu
from .more import log_sigmoid as log_sigmoid
from .more import log_softmax as log_softmax
from .more import mish as mish
from .more import relu6 as relu6
from .more import selu as selu
from .more import sigmoid as sigmoid
from .more import silu as silu
from .more import soft_shrink as soft_shrink
from .more import softmax as softmax
from .more import softplus as softplus
from .more import softsign as softsign
from .more import squareplus as squareplus
from .more import tanh as tanh
from .more import tanh_shrink as tanh_shrink
from .more import threshold as threshold

swish = silu
hard_swish = hard_silu
