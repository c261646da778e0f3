"""Trains a case in Keras and here and says where they part; the rules are those of the parity tests.

Equal seeds, nothing copied: initial weights must be equal bit for bit, losses and metrics of each epoch within 1e-5
relative, weights
after training within 1e-4. Where a model amplifies rounding, 20 times what Keras itself moves when its initial
weights are nudged
by one ulp is allowed instead.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass, field
from typing import Any

import numpy as np

import reference_impl
from reference_impl.backend import use_backend
from reference_impl.comparison import Run, layer_weights, relative, train, weight_difference

LOSS_TOLERANCE, WEIGHT_TOLERANCE, NUDGE_FACTOR = 1e-5, 1e-4, 20.0


@dataclass
class Verdict:
    """What a case showed; `problems` is empty when the two agree."""

    problems: list[str] = field(default_factory=list)
    loss_difference: float = 0.0
    weight_difference: float = 0.0
    nudged: bool = False


def nudge(model: Any) -> None:
    """Moves every initial weight by one ulp."""
    model.set_weights(
        [np.nextafter(w, np.inf, dtype=w.dtype) if w.dtype.kind == "f" else w for w in model.get_weights()]
    )


def keras_run(model_fn: Any, data: Any, seed: int, fit_options: dict[str, Any], nudged: bool = False) -> Run:
    keras = importlib.import_module("keras")
    return train(keras, model_fn, data, seed=seed, fit_options=fit_options, **({"prepare": nudge} if nudged else {}))


def own_run(model_fn: Any, data: Any, seed: int, fit_options: dict[str, Any], backend: str, **device: Any) -> Run:
    with use_backend(backend, **device):
        return train(reference_impl, model_fn, data, seed=seed, fit_options=fit_options)


def judge(
    model_fn: Any, data: Any, fit_options: dict[str, Any], *, seed: int = 0, backend: str = "numpy", theirs: Run |
        None = None,
    loss_tolerance: float = LOSS_TOLERANCE, weight_tolerance: float = WEIGHT_TOLERANCE, **device: Any,
) -> Verdict:  # fmt: skip
    """Both runs compared; the nudged third one is made only when they differ by more than the tolerances."""
    theirs = theirs or keras_run(model_fn, data, seed, fit_options)
    ours = own_run(model_fn, data, seed, fit_options, backend, **device)
    verdict = Verdict(initial_problems(ours, theirs))
    logs, weights = differences(ours, theirs)
    verdict.loss_difference, verdict.weight_difference = (
        max(logs.values(), default=0.0),
        max(weights.values(), default=0.0),
    )
    verdict.problems += [
        f"names: {sorted(a)} and {sorted(b)}" for a, b in zip(ours.logs, theirs.logs, strict=True) if set(a) != set(b)
    ]
    late = {k: v for k, v in logs.items() if not v <= loss_tolerance} | {
        k: v for k, v in weights.items() if not v <= weight_tolerance
    }
    if not late or verdict.problems:
        return verdict
    verdict.nudged = True
    moved = keras_run(model_fn, data, seed, fit_options, nudged=True)
    logs_moved, weights_moved = differences(moved, theirs)
    allowed = {**logs_moved, **weights_moved}
    verdict.problems += [
        f"{name}: differs by {value:.3g}; Keras itself moves by {allowed[name]:.3g}"
        for name, value in late.items()
        if not value <= NUDGE_FACTOR * allowed[name]
    ]
    return verdict


def initial_problems(ours: Run, theirs: Run) -> list[str]:
    """Initial weights that are not equal bit for bit."""
    shapes = [[[w.shape for w in layer] for layer in run.weights[0].values()] for run in (ours, theirs)]
    if shapes[0] != shapes[1]:
        return [f"initial weights have shapes {shapes[0]}, Keras's have {shapes[1]}"]
    pairs = zip(ours.weights[0].values(), theirs.weights[0].items(), strict=True)
    return [
        f"initial weight {index} of {name} differs by {weight_difference(a, b):.3g}"
        for arrays, (name, others) in pairs
        for index, (a, b) in enumerate(zip(arrays, others, strict=True))
        if a.tobytes() != b.tobytes()
    ]


def differences(a: Run, b: Run) -> tuple[dict[str, float], dict[str, float]]:
    """Relative differences of the logs by (epoch, name), and of the final weights by layer."""
    logs = {
        f"epoch {epoch} {name}": relative(ours[name], theirs[name])
        for epoch, (ours, theirs) in enumerate(zip(a.logs, b.logs, strict=True))
        for name in theirs
        if name in ours
    }
    pairs = zip(a.weights[-1].values(), b.weights[-1].items(), strict=True)
    weights = {
        f"weights of {name}": max((weight_difference(w, v) for w, v in zip(ours, theirs, strict=True)), default=0.0)
        for ours, (name, theirs) in pairs
    }
    return logs, weights


__all__ = ["Verdict", "differences", "initial_problems", "judge", "keras_run", "layer_weights", "nudge", "own_run"]
