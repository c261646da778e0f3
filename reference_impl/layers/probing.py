"""The shape of what a layer puts out, found by calling it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..backend import use_backend
from ..backend.base import map_values
from ..undisturbed import undisturbed
from .base import Layer


def map_shapes(function: Callable[[Any], Any], shapes: Any) -> Any:
    """Apply to a shape, or to each of a list or dict of them."""
    if isinstance(shapes, dict):
        return {k: map_shapes(function, s) for k, s in shapes.items()}
    if isinstance(shapes, list) or (isinstance(shapes, tuple) and shapes and isinstance(shapes[0], (tuple, list))):
        return [map_shapes(function, s) for s in shapes]
    return function(tuple(shapes))


def probe_output_shape(layer: Layer, input_shape: Any, kwargs: dict[str, Any] | None = None) -> Any:
    """Call the layer on zeros (ones, if it divides) of two sizes; lengths that differ are None."""

    def shapes(length: int) -> Any:
        dtypes = iter(getattr(layer, "input_dtypes", ()))

        def filled(shape: Any) -> Any:
            given = [length if n is None else n for n in shape]
            x = np.full(given, getattr(layer, "probed_with", 0), next(dtypes, layer.dtype))
            return layer.ops.annotate(layer.ops.tensor(x))

        with use_backend(layer.ops):
            given = map_values(lambda t: filled(t.shape) if hasattr(t, "keras_history") else t, kwargs or {})
            args = given.pop("_args", ())
            kept = [list(part._losses) for part in layer.sublayers()]
            with undisturbed(layer.sublayers()):
                found = layer.call(map_shapes(filled, input_shape), *args, **given)
            for part, losses in zip(layer.sublayers(), kept, strict=False):
                part._losses[:] = losses
                part.__dict__.pop("_added_metrics", None)
            return map_values(lambda x: tuple(np.shape(x)), found)

    def merge(a: Any, b: Any) -> Any:
        if isinstance(a, dict):
            return {k: merge(a[k], b[k]) for k in a}
        if isinstance(a, list):
            return [merge(m, n) for m, n in zip(a, b, strict=True)]
        return tuple(m if m == n else None for m, n in zip(a, b, strict=True))

    return merge(shapes(2), shapes(3))
