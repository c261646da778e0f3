"""Normal random numbers, bit for bit TensorFlow's: Box-Muller over Philox with the C library's float functions.

`log`, `sin` and `cos` of a float are evaluated in double as in Arm's optimized routines, which glibc (since 2.28) and
musl ship as `logf`, `sinf`, `cosf`; NumPy's own vectorised ones differ in the last bit.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from .config import floatx
from .counterpart import counterpart
from .random import key_and_counter, philox, random_words, seed_pair

_from_hex = float.fromhex
_INVERSE = np.array(
    [
        _from_hex(h)
        for h in [
            "0x1.661ec79f8f3bep+0",
            "0x1.571ed4aaf883dp+0",
            "0x1.49539f0f010bp+0",
            "0x1.3c995b0b80385p+0",
            "0x1.30d190c8864a5p+0",
            "0x1.25e227b0b8eap+0",
            "0x1.1bb4a4a1a343fp+0",
            "0x1.12358f08ae5bap+0",
            "0x1.0953f419900a7p+0",
            "0x1p+0",
            "0x1.e608cfd9a47acp-1",
            "0x1.ca4b31f026aap-1",
            "0x1.b2036576afce6p-1",
            "0x1.9c2d163a1aa2dp-1",
            "0x1.886e6037841edp-1",
            "0x1.767dcf5534862p-1",
        ]
    ]
)
_LOGARITHM = np.array(
    [
        _from_hex(h)
        for h in [
            "-0x1.57bf7808caadep-2",
            "-0x1.2bef0a7c06ddbp-2",
            "-0x1.01eae7f513a67p-2",
            "-0x1.b31d8a68224e9p-3",
            "-0x1.6574f0ac07758p-3",
            "-0x1.1aa2bc79c81p-3",
            "-0x1.a4e76ce8c0e5ep-4",
            "-0x1.1973c5a611cccp-4",
            "-0x1.252f438e10c1ep-5",
            "0x0p+0",
            "0x1.aa5aa5df25984p-5",
            "0x1.c5e53aa362eb4p-4",
            "0x1.526e57720db08p-3",
            "0x1.bc2860d224770p-3",
            "0x1.1058bc8a07ee1p-2",
            "0x1.4043057b6ee09p-2",
        ]
    ]
)
_LOG_POLYNOMIAL = [_from_hex(h) for h in ["-0x1.00ea348b88334p-2", "0x1.5575b0be00b6ap-2", "-0x1.ffffef20a4123p-2"]]
_SIN = [_from_hex(h) for h in ["-0x1.555545995a603p-3", "0x1.1107605230bc4p-7", "-0x1.994eb3774cf24p-13"]]
_COS = [
    _from_hex(h)
    for h in [
        "0x1p0",
        "-0x1.ffffffd0c621cp-2",
        "0x1.55553e1068f19p-5",
        "-0x1.6c087e89a359dp-10",
        "0x1.99343027bf8c3p-16",
    ]
]
#: C's functions of doubles; NumPy's logarithm is an ulp off now and then where the processor has AVX-512
_LOG, _SINE, _COSINE = (np.vectorize(function, otypes=[float]) for function in (math.log, math.sin, math.cos))
_LN2 = _from_hex("0x1.62e42fefa39efp-1")
_TWO_OVER_PI = _from_hex("0x1.45F306DC9C883p+23")
_HALF_PI = _from_hex("0x1.921FB54442D18p0")


def logf(x: np.ndarray) -> Any:
    """C's `logf` of positive normal floats."""
    bits = x.view(np.int32)
    offset = bits - 0x3F330000
    index, exponent = (offset >> 19) & 15, offset >> 23
    r = (bits - (exponent << 23)).view(np.float32).astype(float) * _INVERSE[index] - 1
    a, b, c = _LOG_POLYNOMIAL
    r2 = r * r
    y = a * r2 + (b * r + c)
    return (y * r2 + (_LOGARITHM[index] + exponent * _LN2 + r)).astype(np.float32)


def sincosf(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """C's `sinf` and `cosf` of floats within 120."""
    y = x.astype(float)
    quadrant = ((y * _TWO_OVER_PI).astype(np.int32) + 0x800000) >> 24
    y = y - quadrant * _HALF_PI
    y2 = y * y
    s = (y + y * y2 * _SIN[0]) + y * y2 * y2 * (_SIN[1] + y2 * _SIN[2])
    c = (_COS[0] + y2 * _COS[1] + y2 * y2 * _COS[2]) + y2 * y2 * y2 * (_COS[3] + y2 * _COS[4])
    turn = quadrant & 3
    return np.choose(turn, [s, c, -s, -c]).astype(np.float32), np.choose(turn, [c, -s, -c, s]).astype(np.float32)


def _unit32(words: np.ndarray) -> np.ndarray:
    return (np.uint32(127 << 23) | words & np.uint32(0x7FFFFF)).view(np.float32) - np.float32(1)


def _unit64(words: np.ndarray) -> np.ndarray:
    wide = words.astype(np.uint64)
    bits = np.uint64(1023) << np.uint64(52) | (wide[..., 0] & np.uint64(0xFFFFF)) << np.uint64(32) | wide[..., 1]
    return bits.view(np.float64) - 1.0


def box_muller(words: np.ndarray) -> np.ndarray:
    """Words (..., 2 k) -> k floats a row (`BoxMullerFloat` in `random_distributions_utils.h`)."""
    u1 = np.maximum(_unit32(words[..., 0::2]), np.float32(1e-7))
    s, c = sincosf((2.0 * np.pi * _unit32(words[..., 1::2]).astype(float)).astype(np.float32))
    radius = np.sqrt(np.float32(-2) * logf(u1))
    return np.stack([s * radius, c * radius], axis=-1).reshape(*words.shape[:-1], -1)


def box_muller64(words: np.ndarray) -> np.ndarray:
    """Words (..., 4 k) -> 2 k doubles a row (`BoxMullerDouble`)."""
    pairs = words.reshape(*words.shape[:-1], -1, 4)
    u1 = np.maximum(_unit64(pairs[..., :2]), 1e-7)
    angle, radius = 2 * np.pi * _unit64(pairs[..., 2:]), np.sqrt(-2.0 * _LOG(u1))
    return np.stack([_SINE(angle) * radius, _COSINE(angle) * radius], axis=-1).reshape(*words.shape[:-1], -1)


@counterpart("keras.random.normal")
def normal(shape: Sequence[int], mean: float = 0.0, stddev: float = 1.0, dtype: Any = None, seed: Any = None) -> Any:
    """Normal numbers of `shape`, as `tf.random.stateless_normal`."""
    pair = seed_pair(seed)
    n = int(np.prod(shape))
    dtype = np.dtype(dtype or floatx())
    wide = dtype == np.float64
    words = random_words(pair, (n * (2 if wide else 1) + 3) // 4 * 4).reshape(-1, 4)
    values = (box_muller64 if wide else box_muller)(words).reshape(-1)[:n]
    kind = values.dtype.type
    return (values * kind(stddev) + kind(mean)).reshape(shape).astype(dtype, copy=False)


@counterpart("keras.random.truncated_normal")
def truncated_normal(
    shape: Sequence[int], mean: float = 0.0, stddev: float = 1.0, dtype: Any = None, seed: Any = None
) -> Any:
    """Normal numbers less than two deviations away, as `tf.random.stateless_truncated_normal`.

    Each group of outputs (4 floats, 2 doubles) draws from its own counters, 64 an output, until it is full.
    """
    pair = seed_pair(seed)
    dtype = np.dtype(dtype or floatx())
    wide = dtype == np.float64
    n, size = int(np.prod(shape)), 2 if wide else 4
    groups = (n + size - 1) // size
    values = np.empty((groups, size), np.float64 if wide else np.float32)
    filled = np.zeros(groups, np.int64)
    open_groups = np.arange(groups)
    stream = key_and_counter(pair)
    step = 0
    while open_groups.size:
        (words,) = philox([stream], open_groups.astype(np.uint64) * np.uint64(64 * size) + np.uint64(step))
        for column in (box_muller64 if wide else box_muller)(words).T:
            taken = (np.abs(column) < 2) & (filled[open_groups] < size)
            rows = open_groups[taken]
            values[rows, filled[rows]] = column[taken]
            filled[rows] += 1
        open_groups = open_groups[filled[open_groups] < size]
        step += 1
    kind = values.dtype.type
    return (values.reshape(-1)[:n] * kind(stddev) + kind(mean)).reshape(shape).astype(dtype, copy=False)


def unit_doubles(seed: tuple[int, int], n: int) -> np.ndarray:
    """n doubles in [0, 1): 52 random bits each, less one (`Uint64ToDouble`)."""
    high, low = random_words(seed, 2 * n).reshape(-1, 2).astype(np.uint64).T
    bits = np.uint64(1023 << 52) | (high & np.uint64(0xFFFFF)) << np.uint64(32) | low
    return bits.view(np.float64) - 1.0
