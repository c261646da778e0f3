"""Keras from before `keras_export`, as a first answer and as an index give it."""

from __future__ import annotations

import pytest

from tests.tracer.test_where import READERS
from tracer.queries.where import where


@pytest.mark.parametrize("reader", READERS)
def test_public_names_of_a_keras_without_decorators(reader: str) -> None:
    files = {
        "keras/__init__.py": "from .models import Sequential",
        "keras/models.py": "from .engine.sequential import Sequential",
        "keras/engine/__init__.py": "",
        "keras/engine/sequential.py": "class Sequential: pass",
        "reference_impl/models.py": "@counterpart('keras.Sequential')\nclass Sequential: pass",
    }
    match = where(READERS[reader](files), "keras.Sequential").matches[0]
    assert (match.file, match.exports) == ("keras/engine/sequential.py", ("keras.Sequential",))
