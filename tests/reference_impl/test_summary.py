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
