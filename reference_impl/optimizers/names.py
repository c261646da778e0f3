"""What `reference_impl.optimizers` offers besides its own, for readers and type checkers; no program imports this."""

from .. import schedules as schedules
from ..schedules import LearningRateSchedule as LearningRateSchedule
from .adaptive import Adadelta as Adadelta
from .adaptive import Adagrad as Adagrad
from .adaptive import Adam as Adam
from .adaptive import Adamax as Adamax
from .adaptive import AdamW as AdamW
from .adaptive import Nadam as Nadam
from .adaptive import RMSprop as RMSprop
from .sgd import SGD as SGD

rmsprop = RMSprop
adamw = AdamW
