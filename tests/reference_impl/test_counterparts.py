"""Every counterpart names something that exists in the installed Keras."""

from __future__ import annotations

import importlib
import os
import pkgutil

import pytest

import reference_impl
from reference_impl.counterpart import COUNTERPARTS, counterpart

SKIPPED = ("tensorflow_backend", "tensorflow_epoch", "tensorflow_interop", "__main__")


def test_returns_its_object_unchanged() -> None:
    def f() -> None: ...

    assert counterpart("keras.Sequential.add")(f) is f
    del COUNTERPARTS[f"{f.__module__}.{f.__qualname__}"]


def test_each_resolves_in_keras() -> None:
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    keras = pytest.importorskip("keras")
    for module in pkgutil.walk_packages(reference_impl.__path__, "reference_impl."):
        if not any(part in module.name.rpartition(".")[2] for part in SKIPPED):
            importlib.import_module(module.name)
    missing = [f"{own} -> {symbol}" for own, symbol in COUNTERPARTS.items() if not _resolves(keras, symbol)]
    assert not missing
    assert len(COUNTERPARTS) > 200


def _resolves(keras: object, symbol: str) -> bool:
    parts = symbol.split(".")
    if parts[0] == "keras" and parts[1:2] != ["src"]:
        found = keras
        for part in parts[1:]:
            if not hasattr(found, part):
                return False
            found = getattr(found, part)
        return True
    parts = ["tensorflow", *parts[1:]] if parts[0] == "tf" else parts
    for cut in range(len(parts) - 1, 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:cut]))
        except ImportError:
            continue
        for part in parts[cut:]:
            if not hasattr(found, part):
                return False
            found = getattr(found, part)
        return True
    return False
