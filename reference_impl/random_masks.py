"""Dropout masks, bit for bit TensorFlow's."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from .random import key_and_counter, philox, unit_uniform
from .seed_generator import SeedGenerator

AHEAD = 1 << 14
"""About so many numbers are drawn at a time, for the next masks too where the same one was asked for again."""


def next_mask(generator: SeedGenerator, shape: Sequence[int], rate: float, dtype: Any) -> Any:
    """1 / (1 - rate) where an element is kept (u >= rate), else 0; of `dtype`. Moves the generator on by one pair.

    A smaller mask is the start of a larger one of the same seed, so one that was drawn ahead serves a last batch too.
    """
    n, (seed, count) = math.prod(shape), generator.next()
    options, size, first, masks = generator.masks_ahead
    repeats = options == (seed, rate, dtype)
    if not repeats or n > size or not 0 <= count - first < len(masks):
        ahead = max(1, AHEAD // n) if repeats and n == size > 0 else 1
        first, masks = count, _masks([(seed, count + i) for i in range(ahead)], n, rate, dtype)
        generator.masks_ahead = (seed, rate, dtype), n, first, masks if ahead > 1 else ()
    return masks[count - first, :n].reshape(shape)


def _masks(seeds: Sequence[tuple[int, int]], n: int, rate: float, dtype: Any) -> Any:
    """A mask of n elements for each seed pair."""
    kind = np.dtype(dtype).type
    if kind is np.float32:
        words = philox([key_and_counter(seed) for seed in seeds], (n + 3) // 4).reshape(len(seeds), -1)
        keep = words & np.uint32(0x7FFFFF) >= np.uint32(math.ceil(float(kind(rate)) * 2**23))
    else:
        keep = np.stack([unit_uniform(seed, n, dtype) for seed in seeds]) >= rate
    return np.multiply(keep, kind(1) / (kind(1) - kind(rate)), dtype=kind)
