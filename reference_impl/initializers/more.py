"""The other initializers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from .. import random
from ..config import floatx
from ..counterpart import counterpart
from ..orthogonal import qr
from ..random_normal import normal, truncated_normal
from . import GlorotUniform, Initializer, RandomInitializer, compute_fans

FUSED = {"input_axes": None, "output_axes": None}


def get_config(self: Initializer) -> dict[str, Any]:
    """The arguments that make the initializer again: by default the seed, if it has one.

    Those that look at fans have two more in Keras, for fused projections.
    """
    seed = {"seed": self._init_seed} if isinstance(self, RandomInitializer) else {}
    return seed | (FUSED if isinstance(self, (GlorotUniform, VarianceScaling)) else {})


@classmethod  # type: ignore[misc]
def from_config(cls: Any, config: dict[str, Any]) -> Any:
    """An initializer from `get_config()`. Raises ValueError where it is for a fused projection, as only Keras has."""
    for axes in FUSED:
        if config.get(axes) is not None:
            raise ValueError(f"`{axes}` is not supported here. Received: {axes}={config[axes]}")
    return cls(**{k: v for k, v in config.items() if k not in FUSED})


def check_seed(self: Initializer, seed: Any) -> Any:
    """The seed given. Raises ValueError for what is no integer or generator."""
    if not isinstance(seed, (int, np.integer)) and not hasattr(seed, "next"):
        raise ValueError(f"`seed` argument should be an instance of SeedGenerator or an integer. Received: seed={seed}")
    return seed


@counterpart("keras.initializers.Constant")
class Constant(Initializer):
    """`value`, a number or an array that broadcasts to the shape."""

    def __init__(self, value: Any = 0.0) -> None:
        self.value = value

    def __call__(self, shape: Sequence[int], dtype: Any = None) -> np.ndarray:
        value = np.asarray(self.value)
        if value.dtype == np.float64 and not isinstance(self.value, (np.ndarray, np.generic)):
            value = value.astype(np.float32)  # as `tf.cast` takes Python's numbers, also for weights of float64
        return value.astype(dtype or floatx()) * np.ones(shape, dtype or floatx())

    def get_config(self) -> dict[str, Any]:
        return {"value": self.value}


@counterpart("keras.initializers.Ones")
class Ones(Initializer):
    """All ones."""

    def __call__(self, shape: Sequence[int], dtype: Any = None) -> np.ndarray:
        return np.ones(shape, dtype or floatx())


@counterpart("keras.initializers.Identity")
class Identity(Initializer):
    """Raises ValueError unless the shape has two dimensions."""

    def __init__(self, gain: float = 1.0) -> None:
        self.gain = gain

    def __call__(self, shape: Sequence[int], dtype: Any = None) -> Any:
        if len(shape) != 2:
            raise ValueError(
                "Identity matrix initializer can only be used for 2D matrices. "
                f"Received: shape={tuple(shape)} of rank {len(shape)}."
            )
        dtype = np.dtype(dtype or floatx())
        return np.asarray(self.gain, dtype) * np.eye(*shape, dtype=dtype)

    def get_config(self) -> dict[str, Any]:
        return {"gain": self.gain}


@counterpart("keras.initializers.RandomNormal")
class RandomNormal(RandomInitializer):
    """Normal numbers of the given mean and deviation."""

    def __init__(self, mean: float = 0.0, stddev: float = 0.05, seed: Any = None) -> None:
        self.mean, self.stddev = mean, stddev
        super().__init__(seed)

    def __call__(self, shape: Sequence[int], dtype: Any = None) -> Any:
        return normal(shape, self.mean, self.stddev, dtype, self.seed)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "mean": self.mean, "stddev": self.stddev}


@counterpart("keras.initializers.TruncatedNormal")
class TruncatedNormal(RandomNormal):
    """Normal numbers, those two deviations or more from the mean drawn again."""

    def __call__(self, shape: Sequence[int], dtype: Any = None) -> Any:
        return truncated_normal(shape, self.mean, self.stddev, dtype, self.seed)


@counterpart("keras.initializers.RandomUniform")
class RandomUniform(RandomInitializer):
    """Uniform within [minval, maxval)."""

    def __init__(self, minval: float = -0.05, maxval: float = 0.05, seed: Any = None) -> None:
        self.minval, self.maxval = minval, maxval
        super().__init__(seed)

    def __call__(self, shape: Sequence[int], dtype: Any = None) -> Any:
        return random.uniform(shape, self.minval, self.maxval, dtype, self.seed)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "minval": self.minval, "maxval": self.maxval}


@counterpart("keras.initializers.VarianceScaling")
class VarianceScaling(RandomInitializer):
    """Variance scale / fan. Glorot and Bengio, AISTATS 2010; He et al., arXiv:1502.01852."""

    def __init__(
        self, scale: float = 1.0, mode: str = "fan_in", distribution: str = "truncated_normal", seed: Any = None
    ) -> None:
        distribution = {"normal": "truncated_normal"}.get(distribution.lower(), distribution.lower())
        if scale <= 0.0:
            raise ValueError(f"Argument `scale` must be positive float. Received: scale={scale}")
        if mode not in {"fan_in", "fan_out", "fan_avg"}:
            raise ValueError(f"Invalid `mode` argument: {mode}. Please use one of fan_in, fan_out, fan_avg")
        if distribution not in {"uniform", "truncated_normal", "untruncated_normal"}:
            raise ValueError(
                f"Invalid `distribution` argument: {distribution}. "
                "Please use one of uniform, truncated_normal, untruncated_normal"
            )
        self.scale, self.mode, self.distribution = scale, mode, distribution
        super().__init__(seed)

    def __call__(self, shape: Sequence[int], dtype: Any = None) -> Any:
        fan_in, fan_out = compute_fans(shape)
        fan = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2.0}[self.mode]
        variance = self.scale / max(1.0, fan)
        if self.distribution == "uniform":
            limit = math.sqrt(3.0 * variance)
            return random.uniform(shape, -limit, limit, dtype, self.seed)
        if self.distribution == "untruncated_normal":
            return normal(shape, 0.0, math.sqrt(variance), dtype, self.seed)
        # The standard deviation of a unit normal cut at two is 0.8796...
        return truncated_normal(shape, 0.0, math.sqrt(variance) / 0.87962566103423978, dtype, self.seed)

    def get_config(self) -> dict[str, Any]:
        own = {"scale": self.scale, "mode": self.mode, "distribution": self.distribution}
        return {**own, **super().get_config()} if type(self) is VarianceScaling else super().get_config()


@counterpart("keras.initializers.GlorotNormal")
class GlorotNormal(VarianceScaling):
    """Glorot and Bengio, AISTATS 2010."""

    def __init__(self, seed: Any = None) -> None:
        super().__init__(1.0, "fan_avg", "truncated_normal", seed)


@counterpart("keras.initializers.HeNormal")
class HeNormal(VarianceScaling):
    """He et al., arXiv:1502.01852."""

    def __init__(self, seed: Any = None) -> None:
        super().__init__(2.0, "fan_in", "truncated_normal", seed)


@counterpart("keras.initializers.HeUniform")
class HeUniform(VarianceScaling):
    """He et al., arXiv:1502.01852."""

    def __init__(self, seed: Any = None) -> None:
        super().__init__(2.0, "fan_in", "uniform", seed)


@counterpart("keras.initializers.LecunNormal")
class LecunNormal(VarianceScaling):
    """LeCun et al., "Efficient BackProp" (1998)."""

    def __init__(self, seed: Any = None) -> None:
        super().__init__(1.0, "fan_in", "truncated_normal", seed)


@counterpart("keras.initializers.LecunUniform")
class LecunUniform(VarianceScaling):
    """LeCun et al., "Efficient BackProp" (1998)."""

    def __init__(self, seed: Any = None) -> None:
        super().__init__(1.0, "fan_in", "uniform", seed)


@counterpart("keras.initializers.Orthogonal")
class Orthogonal(RandomInitializer):
    """Q of a normal matrix's QR factorization, signs made unique. Saxe et al., arXiv:1312.6120.

    Raises ValueError for fewer than two dimensions.
    """

    def __init__(self, gain: float = 1.0, seed: Any = None) -> None:
        self.gain = gain
        super().__init__(seed)

    def __call__(self, shape: Sequence[int], dtype: Any = None) -> Any:
        if len(shape) < 2:
            raise ValueError(
                "The tensor to initialize must be at least two-dimensional. "
                f"Received: shape={tuple(shape)} of rank {len(shape)}."
            )
        rows, columns = int(np.prod(shape[:-1])), shape[-1]
        drawn = normal((max(rows, columns), min(rows, columns)), 0.0, 1.0, dtype, self.seed)
        q, r = qr(drawn)
        q = q * np.sign(np.diag(r))
        return np.asarray(self.gain, q.dtype) * (q.T if rows < columns else q).reshape(shape)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "gain": self.gain}
