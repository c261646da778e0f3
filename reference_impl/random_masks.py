"""Dropout masks, bit for bit TensorFlow's."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from .random import random_words, unit_uniform


def dropout_mask(shape: Sequence[int], rate: float, seed: tuple[int, int], dtype: Any) -> Any:
    """1 / (1 - rate) where an element is kept (u >= rate), else 0; of `dtype`."""
    n, kind = math.prod(shape), np.dtype(dtype).type
    if kind is np.float32:
        mantissas = random_words(seed, n) & np.uint32(0x7FFFFF)
        keep = mantissas >= np.uint32(math.ceil(float(kind(rate)) * 2**23))
    else:
        keep = unit_uniform(seed, n, dtype) >= rate
    return np.multiply(keep, kind(1) / (kind(1) - kind(rate)), dtype=kind).reshape(shape)
