"""Whole numbers, classes and orders drawn at random: TensorFlow's, from the same seed.

Integers as in TensorFlow's `core/lib/random/random_distributions.h`, classes as in `core/kernels/multinomial_op.cc`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .config import standardize_dtype
from .counterpart import counterpart
from .random import random_words, seed_pair, unit_uniform


@counterpart("keras.random.randint")
def randint(shape: Sequence[int], minval: int, maxval: int, dtype: Any = "int32", seed: Any = None) -> Any:
    """Whole numbers in [minval, maxval): what is left of random bits, 32 for int32 and 64 for the others.

    Raises ValueError for an empty range, and a type that is none of integers.
    """
    if np.dtype(standardize_dtype(dtype)).kind not in "iu":
        raise ValueError(f"`keras.random.randint` requires an integer `dtype`. Received: dtype={dtype} ")
    if not minval < maxval:
        raise ValueError(f"Need minval < maxval, got {minval} >= {maxval}")
    n, pair = int(np.prod(shape)), seed_pair(seed)
    if standardize_dtype(dtype) == "int32":
        bits = random_words(pair, n).astype(np.uint64)
    else:
        low, high = random_words(pair, 2 * n).reshape(-1, 2).astype(np.uint64).T
        bits = high << np.uint64(32) | low
    numbers = (bits % np.uint64(int(maxval) - int(minval))).astype(np.int64) + int(minval)
    return numbers.reshape(shape).astype(standardize_dtype(dtype))


@counterpart("keras.random.categorical")
def categorical(logits: Any, num_samples: int, dtype: Any = "int32", seed: Any = None) -> Any:
    """Classes, `num_samples` for each row of logits: the first whose cumulated probability exceeds a random number.

    TensorFlow draws for large batches in several threads, each with numbers of its own: those are others than here.
    """
    logits = np.asarray(logits)
    if logits.ndim != 2:
        raise ValueError(f"logits should be a matrix, got shape {logits.shape}")
    numbers = unit_uniform(seed_pair(seed), len(logits) * num_samples, np.float64).reshape(-1, num_samples)
    known = np.isfinite(logits)
    greatest = logits.max(1, keepdims=True, initial=np.finfo(logits.dtype).min, where=known)
    totals = np.exp(logits - greatest.astype(np.float64), where=known, out=np.zeros(logits.shape)).cumsum(1)
    return np.array([
        total.searchsorted(row * total[-1], side="right") for total, row in zip(totals, numbers, strict=True)
    ], standardize_dtype(dtype)).reshape(numbers.shape)  # fmt: skip


@counterpart("keras.random.shuffle")
def shuffle(x: Any, axis: int = 0, seed: Any = None) -> Any:
    """`x` with its parts along `axis` in the order of as many random numbers."""
    x = np.asarray(x)
    return x.take(unit_uniform(seed_pair(seed), x.shape[axis], np.float32).argsort(kind="stable"), axis)
