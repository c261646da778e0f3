"""TensorFlow's stateless random numbers: the same seed gives the same bits.

Philox4x32-10: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011. Seeds, keys and counters as in
TensorFlow's `core/kernels/stateless_random_ops.cc` and `core/lib/random/philox_random.h`, and Keras's
`keras/src/backend/tensorflow/random.py`.
"""

import random as python_random
from collections.abc import Sequence
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

from .config import floatx
from .counterpart import counterpart
from .lazy import Catalog

if TYPE_CHECKING:
    from .random_names import *

_NAMES = {"..random_normal": "normal truncated_normal", "..seed_generator": "SeedGenerator"}
__getattr__ = Catalog(__name__, "random", _NAMES).attribute

_MULTIPLIERS, _WEYL, _LOW, _HALF = (0xD2511F53, 0xCD9E8D57), (0x9E3779B9, 0xBB67AE85), 0xFFFFFFFF, np.uint64(32)
_SWAPPED_MULTIPLIERS, _STEPS = (np.array(c, np.uint64)[:, None, None] for c in (_MULTIPLIERS[::-1], _WEYL))
_KEY_STEPS = _STEPS * np.arange(10, dtype=np.uint64)[:, None, None, None]
_PIECE = 4096  # blocks at a time, which stay in the processor's cache
shuffling: dict[str, int | None] = {"seed": None}


def make_default_seed() -> int:
    """The seed of an initializer or Dropout that was given none (`keras.src.random.seed_generator`)."""
    return python_random.randint(1, int(1e9))


def philox(streams: Sequence[Any], blocks: int | np.ndarray) -> np.ndarray:
    """Outputs of Philox4x32-10, each stream a 2-word key and a 4-word counter: uint32, (streams, blocks, 4).

    `blocks` is a number of consecutive outputs, or the uint64 offsets of those wanted.
    """
    offsets = np.arange(blocks, dtype=np.uint64) if isinstance(blocks, int) else blocks
    keys, counters = (np.array(part, np.uint64).T[..., None] for part in zip(*streams, strict=True))
    words, schedule = np.empty((len(streams), offsets.size, 4), np.uint32), keys + _KEY_STEPS & _LOW
    first, piece = (counters[0] | counters[1] << _HALF) + offsets, max(1, _PIECE // len(streams))
    for i in range(0, offsets.size, piece):
        _rounds(schedule, first[:, i : i + piece], counters[2:], words[:, i : i + piece])
    return words


def _rounds(keys: np.ndarray, first: np.ndarray, second: np.ndarray, words: np.ndarray) -> None:
    """Ten rounds. `even` holds words 0 and 2 in 64 bits each; 1 and 3 are the lower halves of the products before."""
    even, before, now = (np.empty((2, *first.shape), np.uint64) for _ in range(3))
    even[0], even[1], before[0], before[1] = first & _LOW, second[0], first >> _HALF, second[1]
    swapped = even[::-1]
    for key in keys:
        np.multiply(swapped, _SWAPPED_MULTIPLIERS, out=now)
        np.left_shift(before, _HALF, out=before)
        np.bitwise_xor(before, now, out=before)
        np.right_shift(before, _HALF, out=even)
        np.bitwise_xor(even, key, out=even)
        now, before = before, now
    for i, plane in enumerate((even[0], before[0], even[1], before[1])):
        words[..., i] = plane


@lru_cache(maxsize=1024)
def key_and_counter(seed: tuple[int, int]) -> tuple[list[int], list[int]]:
    """TensorFlow's scrambling of a seed pair (taken modulo 2**31 - 2, as Keras does) into a key and a counter."""
    x, y, z, w, *key = (seed[0] % (2**31 - 2), 0, seed[1] % (2**31 - 2), 0, 0x3EC8F720, 0x02461E29)
    for _ in range(10):  # one block, which plain integers do faster than arrays
        a, b = _MULTIPLIERS[0] * x, _MULTIPLIERS[1] * z
        x, y, z, w = b >> 32 ^ y ^ key[0], b & _LOW, a >> 32 ^ w ^ key[1], a & _LOW
        key = [k + step & _LOW for k, step in zip(key, _WEYL, strict=True)]
    return [x, y], [0, 0, z, w]


def random_words(seed: tuple[int, int], n: int) -> np.ndarray:
    """The first n 32-bit words of the seed pair's stream."""
    return philox([key_and_counter(seed)], (n + 3) // 4).reshape(-1)[:n]


def unit_uniform(seed: tuple[int, int], n: int, dtype: Any) -> Any:
    """n numbers in [0, 1): the mantissa's bits at random, less one (`Uint32ToFloat`, `Uint64ToDouble`)."""
    if np.dtype(dtype) == np.float64:
        return import_module(".random_normal", __package__).unit_doubles(seed, n)
    return (np.uint32(127 << 23) | random_words(seed, n) & np.uint32(0x7FFFFF)).view(np.float32) - np.float32(1)


def seed_pair(seed: Any) -> Any:
    """A generator's next pair, or (seed, 0) of a number; None draws one."""
    return seed.next() if hasattr(seed, "next") else (make_default_seed() if seed is None else seed, 0)


@counterpart("keras.random.uniform")
def uniform(shape: Sequence[int], minval: float = 0.0, maxval: float = 1.0, dtype: Any = None, seed: Any = None) -> Any:
    """Numbers in [minval, maxval), scaled in the dtype (of limits in float32: Keras takes them through `tf.cast`)."""
    u = unit_uniform(seed_pair(seed), int(np.prod(shape)), dtype or floatx())
    low, high = (u.dtype.type(np.float32(limit)) for limit in (minval, maxval))
    return (u * (high - low) + low).reshape(shape)


def permutation(n: int) -> Any:
    """The order in which `fit(shuffle=True)` visits n rows: `tf.random.shuffle` of a fresh kernel.

    With a global seed each epoch repeats the same order; without one each order is new.
    """
    seed = shuffling["seed"]
    if seed is None:
        return np.random.permutation(n)
    return import_module(".random_order", __package__).seeded_permutation(n, seed)
