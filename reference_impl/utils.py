"""Helpers, as `keras.utils`."""

import random as python_random

import numpy as np

from .counterpart import counterpart
from .lazy import Catalog
from .random import shuffling

_CATALOG = Catalog(__package__, "helper", {".utils": "set_random_seed"})
__getattr__, __dir__ = _CATALOG.attribute, _CATALOG.public


@counterpart("keras.utils.set_random_seed")
def set_random_seed(seed: int) -> None:
    """Seed Python's and NumPy's generators and `fit`'s shuffling. Raises ValueError for anything but an integer."""
    if not isinstance(seed, (int, np.integer)):
        raise ValueError(f"Expected `seed` argument to be an integer. Received: seed={seed} (of type {type(seed)})")
    python_random.seed(int(seed))
    np.random.seed(int(seed))
    shuffling["seed"] = int(seed)
