"""Seeds for layers that draw numbers at every step."""

from __future__ import annotations

from typing import Any

from .counterpart import counterpart
from .random import make_default_seed


@counterpart("keras.random.SeedGenerator")
class SeedGenerator:
    """Hands out the seed pairs (seed, 0), (seed, 1), ... Raises ValueError if `seed` is no integer."""

    masks_ahead: Any = (None, 0, 0, ())
    """What `random_masks.py` has drawn for the next pairs: with which options, masks of how many elements, the first
    pair's number, the masks. It isn't copied nor pickled.
    """

    def __init__(self, seed: int | None = None, name: str | None = None) -> None:
        self.initial_seed = seed
        seed = make_default_seed() if seed is None else seed
        if not isinstance(seed, int):
            raise ValueError(f"Argument `seed` must be an integer. Received: seed={seed}")
        self.seed, self.count, self.name = seed, 0, name
        self.state: Any = None

    def __getstate__(self) -> dict[str, Any]:
        return {key: value for key, value in self.__dict__.items() if key != "masks_ahead"}

    @property
    def position(self) -> int:
        """How many pairs were handed out."""
        return self.count if self.state is None else int(self.state.numpy())

    @position.setter
    def position(self, value: int) -> None:
        self.count = value
        if self.state is not None:
            self.state.assign(value)

    def next(self) -> tuple[int, int]:
        """The next seed pair."""
        self.count += 1
        return self.seed, self.count - 1
