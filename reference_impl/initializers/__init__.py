"""Initial values of weights, as `keras.initializers`: the base classes, and the two that Dense uses."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import random
from ..config import floatx
from ..counterpart import counterpart
from ..lazy import Catalog, elsewhere

if TYPE_CHECKING:
    from .names import *

_CATALOG = Catalog(__name__, "initializer", {"..initializers": "GlorotUniform Zeros"})
__getattr__, __dir__, get = _CATALOG.attribute, _CATALOG.public, _CATALOG.get


@counterpart("keras.initializers.Initializer")
class Initializer:
    """Makes an array of a shape and dtype."""

    get_config = from_config = check_seed = elsewhere(".initializers.more")

    def __call__(self, shape: Sequence[int], dtype: Any = None) -> np.ndarray:
        raise NotImplementedError


@counterpart("keras.initializers.Zeros")
class Zeros(Initializer):
    def __call__(self, shape: Sequence[int], dtype: Any = None) -> np.ndarray:
        return np.zeros(shape, dtype or floatx())


class RandomInitializer(Initializer):
    """Draws its seed when it is made, unless given one. Raises ValueError for what is no integer or generator."""

    def __init__(self, seed: Any = None) -> None:
        self._init_seed, self.seed = seed, random.make_default_seed() if seed is None else self.check_seed(seed)


@counterpart("keras.initializers.GlorotUniform")
class GlorotUniform(RandomInitializer):
    """Uniform within sqrt(6 / (fan_in + fan_out)). Glorot and Bengio, AISTATS 2010."""

    def __call__(self, shape: Sequence[int], dtype: Any = None) -> Any:
        limit = math.sqrt(3.0 * (1.0 / max(1.0, sum(compute_fans(shape)) / 2.0)))
        return random.uniform(shape, -limit, limit, dtype, self.seed)


def compute_fans(shape: Sequence[int]) -> tuple[int, int]:
    """(fan_in, fan_out) of a kernel, (..., inputs, outputs): `keras.src.initializers.random_initializers`."""
    if len(shape) < 2:
        return (int(shape[0]),) * 2 if shape else (1, 1)
    field = math.prod(shape[:-2])
    return int(shape[-2] * field), int(shape[-1] * field)
