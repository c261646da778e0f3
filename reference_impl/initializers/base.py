"""The base classes of initializers, and the two that Dense uses."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from .. import random
from ..counterpart import counterpart


@counterpart("keras.initializers.Initializer")
class Initializer:
    """Makes an array of a shape and dtype."""

    def __call__(self, shape: Sequence[int], dtype: Any = None) -> np.ndarray:
        raise NotImplementedError

    def get_config(self) -> dict[str, Any]:
        return {}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Any:
        """An initializer from `get_config()`; Keras's arguments for fused projections are left out."""
        return cls(**{k: v for k, v in config.items() if k not in {"input_axes", "output_axes"}})


@counterpart("keras.initializers.Zeros")
class Zeros(Initializer):
    def __call__(self, shape: Sequence[int], dtype: Any = None) -> np.ndarray:
        return np.zeros(shape, dtype)


class RandomInitializer(Initializer):
    """Draws its seed when it is made, unless given one. Raises ValueError for a seed that is no integer or generator."""

    def __init__(self, seed: Any = None) -> None:
        self._init_seed = seed
        if seed is not None and not isinstance(seed, (int, np.integer, random.SeedGenerator)):
            raise ValueError(
                f"`seed` argument should be an instance of SeedGenerator or an integer. Received: seed={seed}"
            )
        self.seed = random.make_default_seed() if seed is None else seed

    def get_config(self) -> dict[str, Any]:
        return {"seed": self._init_seed}


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
        from ..random_normal import normal, truncated_normal

        if self.distribution == "untruncated_normal":
            return normal(shape, 0.0, math.sqrt(variance), dtype, self.seed)
        # The standard deviation of a unit normal cut at two is 0.8796...
        return truncated_normal(shape, 0.0, math.sqrt(variance) / 0.87962566103423978, dtype, self.seed)

    def get_config(self) -> dict[str, Any]:
        own = {"scale": self.scale, "mode": self.mode, "distribution": self.distribution}
        return {**own, **super().get_config()} if type(self) is VarianceScaling else super().get_config()


@counterpart("keras.initializers.GlorotUniform")
class GlorotUniform(VarianceScaling):
    """Uniform within sqrt(6 / (fan_in + fan_out)). Glorot and Bengio, AISTATS 2010."""

    def __init__(self, seed: Any = None) -> None:
        super().__init__(1.0, "fan_avg", "uniform", seed)


def compute_fans(shape: Sequence[int]) -> tuple[int, int]:
    """(fan_in, fan_out) of a kernel, (..., inputs, outputs) (`keras.src.initializers.random_initializers.compute_fans`)."""
    if len(shape) < 2:
        return (int(shape[0]),) * 2 if shape else (1, 1)
    field = math.prod(shape[:-2])
    return int(shape[-2] * field), int(shape[-1] * field)
