"""Steps in TensorFlow: one `tf.function` a step, and a loop of steps inside the graph where nobody listens to
batches.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import tensorflow as tf

from .base import map_values


class EpochRunner:
    """A step compiled. Called, it runs on one batch; `run` does a whole epoch, its data kept on the device."""

    def __init__(self, step: Callable[..., Any], device: str | None, jit_compile: bool) -> None:
        self.device = device
        self.step = tf.function(step, autograph=False, reduce_retracing=True, jit_compile=jit_compile or None)
        self.loop = tf.function(self._loop, autograph=False, reduce_retracing=True)
        self._data: tuple[Any, Any] = (None, None)

    def __call__(self, batch: Any) -> Any:
        with tf.device(self.device):
            return self.step(batch)

    @staticmethod
    def can_loop(batches: Any) -> bool:
        """Whether the batches are rows of arrays, all of them an epoch: others count what is available."""
        return hasattr(batches, "rows") and not hasattr(batches, "available")

    def run(self, batches: Any) -> None:
        """One epoch."""
        with tf.device(self.device):
            data = self._on_device(batches)
            order, size = batches.order(), batches.batch_size
            full = len(order) // size * size
            if full:
                self.loop(tf.constant(order[:full].reshape(-1, size).astype(np.int32)), data)
            if full < len(order):
                rows = tf.constant(order[full:].astype(np.int32))
                self.step(map_values(lambda a: None if a is None else tf.gather(a, rows), data))

    def _on_device(self, batches: Any) -> Any:
        if self._data[0] is not batches:
            self._data = (batches, map_values(lambda a: None if a is None else tf.constant(a), batches.data))
        return self._data[1]

    def _loop(self, order: Any, data: Any) -> Any:
        def body(i: Any) -> Any:
            rows = order[i]
            outputs = self.step(map_values(lambda a: None if a is None else tf.gather(a, rows), data))
            del outputs
            return (i + 1,)

        return tf.while_loop(lambda i: i < tf.shape(order)[0], body, (tf.constant(0),), parallel_iterations=1)
