"""What `reference_impl.callbacks` offers besides its own, for readers and type checkers; no program imports this."""

from .listeners import CallbackList as CallbackList
from .monitors import EarlyStopping as EarlyStopping
from .monitors import ModelCheckpoint as ModelCheckpoint
from .monitors import ReduceLROnPlateau as ReduceLROnPlateau
from .monitors import TerminateOnNaN as TerminateOnNaN
from .others import BaseLogger as BaseLogger
from .others import CSVLogger as CSVLogger
from .others import LambdaCallback as LambdaCallback
from .others import LearningRateScheduler as LearningRateScheduler
from .progress import ProgbarLogger as ProgbarLogger
