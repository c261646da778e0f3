"""The table of a nested model with shared layers, line by line as Keras prints it."""

from __future__ import annotations

from typing import Any

import pytest

import reference_impl

keras = pytest.importorskip("keras")


def _printed(api: Any, options: dict[str, Any]) -> str:
    api.backend.clear_session()
    layers, lines = api.layers, []
    inner = api.Sequential(
        [api.Input((8,)), layers.Dense(5, activation="relu"), layers.BatchNormalization()], name="inner"
    )
    first, second = api.Input((8,)), api.Input((8,))
    joined = layers.Average()([inner(first), inner(second)])
    model = api.Model([first, second], layers.Dense(2)(joined), name="outer")
    model.layers[2].trainable = False
    model.summary(print_fn=lambda line, **_: lines.append(line), **options)
    return "\n".join(lines)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"expand_nested": True},
        {"show_trainable": True},
        {"expand_nested": True, "show_trainable": True},
        {"line_length": 60},
    ],
    ids=str,
)
def test_is_what_keras_prints(options: dict[str, Any]) -> None:
    assert _printed(reference_impl, options) == _printed(keras, options)


def test_before_it_is_built() -> None:
    """Layers without weights count as built from the start, or only when called, as each of Keras's does."""

    def printed(api: Any) -> str:
        api.backend.clear_session()
        names = ("Dense", "Softmax", "MaxPooling2D", "Flatten", "GaussianNoise", "Embedding", "Masking", "Permute")
        options = {"Dense": [2], "GaussianNoise": [0.1], "Embedding": [3, 2], "Permute": [(1, 2, 3)]}
        lines: list[str] = []
        model = api.Sequential([getattr(api.layers, name)(*options.get(name, ())) for name in names])
        model.summary(print_fn=lambda line, **_: lines.append(line))
        return "\n".join(lines)

    assert printed(reference_impl) == printed(keras)
