from .more import *
from . import more

__all__ = []
__all__ += more.__all__
