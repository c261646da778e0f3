"""Helpers, as `keras.utils`."""

import random as python_random
from typing import TYPE_CHECKING

import numpy as np

from .counterpart import counterpart
from .lazy import Catalog
from .random import shuffling

if TYPE_CHECKING:
    from .utilities import CustomObjectScope as CustomObjectScope
    from .utilities import PyDataset as PyDataset
    from .utilities import Sequence as Sequence
    from .utilities import custom_object_scope as custom_object_scope
    from .utilities import get_custom_objects as get_custom_objects
    from .utilities import normalize as normalize
    from .utilities import plot_model as plot_model
    from .utilities import print_summary as print_summary
    from .utilities import register_keras_serializable as register_keras_serializable
    from .utilities import to_categorical as to_categorical

_CATALOG = Catalog(__name__, "helper", {"..utils": "set_random_seed"})
__getattr__, __dir__ = _CATALOG.attribute, _CATALOG.public


@counterpart("keras.utils.set_random_seed")
def set_random_seed(seed: int) -> None:
    """Seed Python's and NumPy's generators and `fit`'s shuffling. Raises ValueError for anything but an integer."""
    if not isinstance(seed, (int, np.integer)):
        raise ValueError(f"Expected `seed` argument to be an integer. Received: seed={seed} (of type {type(seed)})")
    python_random.seed(int(seed))
    np.random.seed(int(seed))
    shuffling["seed"] = int(seed)
