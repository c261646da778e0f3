"""A comparison run as it comes in, a JSON line at a time.

The lines are those of `python -m reference_impl compare --json-lines`: Keras trains first, then `reference_impl`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any, Literal

Status = Literal["choosing", "running", "done", "failed", "cancelled"]
LOG_LINES = 50


@dataclass(frozen=True, slots=True)
class LayerDifference:
    """The largest relative difference of a layer's weights so far."""

    layer: str
    difference: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Losses by step, Keras's and ours, and the largest difference by layer."""

    status: Status = "choosing"
    message: str = "R trains the same model in Keras and in reference_impl"
    steps: int = 0
    tolerance: float | None = None
    keras: tuple[float, ...] = ()
    ours: tuple[float, ...] = ()
    loss_difference: float = 0.0
    layers: tuple[LayerDifference, ...] = ()
    log: tuple[str, ...] = ()

    @classmethod
    def started(cls) -> Comparison:
        return cls("running", "Starting: importing TensorFlow takes some seconds…")

    def feed(self, line: str) -> Comparison:
        """Take in a line of output; what is no event of a known kind is kept as log."""
        if not line.strip() or self.finished:
            return self
        try:
            event = json.loads(line)
            return self._event(event) if isinstance(event, dict) else self._logged(line)
        except (KeyError, TypeError, ValueError):
            return self._logged(line)

    def _logged(self, line: str) -> Comparison:
        return replace(self, log=(*self.log, line.rstrip())[-LOG_LINES:])

    def _event(self, event: dict[str, Any]) -> Comparison:
        match event["event"]:
            case "start":
                return self._start(event)
            case "step":
                return self._step(event)
            case "epoch":
                return self._epoch(event)
            case "end":
                verdict = "Within the tolerance" if event["within"] else "Past the tolerance"
                return replace(self, status="done", message=verdict, loss_difference=float(event["loss_difference"]))
            case "error":
                return replace(self, status="failed", message=str(event["message"]))
            case _:
                return self._logged(json.dumps(event))

    def _start(self, event: dict[str, Any]) -> Comparison:
        return replace(
            self,
            message=f"{event['example']} on {event['backend']}",
            steps=int(event["epochs"]) * int(event["steps"]),
            tolerance=float(event["tolerance"]),
            layers=tuple(LayerDifference(str(name), 0.0) for name in event["layers"]),
        )

    def _step(self, event: dict[str, Any]) -> Comparison:
        loss = float(event["loss"])
        if event["side"] == "keras":
            return replace(self, keras=(*self.keras, loss), message=self._counted("Keras", len(self.keras) + 1))
        difference = max(self.loss_difference, float(event.get("difference", 0.0)))
        message = self._counted("reference_impl", len(self.ours) + 1)
        return replace(self, ours=(*self.ours, loss), loss_difference=difference, message=message)

    def _counted(self, side: str, step: int) -> str:
        return f"{side} trains: step {step}" + (f" of {self.steps}" if self.steps else "")

    def _epoch(self, event: dict[str, Any]) -> Comparison:
        largest = {entry.layer: entry.difference for entry in self.layers}
        for entry in event.get("layers", ()):
            name = str(entry["layer"])
            largest[name] = max(largest.get(name, 0.0), float(entry["difference"]))
        return replace(self, layers=tuple(LayerDifference(*pair) for pair in largest.items()))

    def ended(self, code: int, error: str) -> Comparison:
        """The process is gone. Without an "end" line that is a failure: its last words say why."""
        if self.finished:
            return self
        last = next((line for line in reversed(error.splitlines()) if line.strip()), f"exit status {code}")
        return replace(self, status="failed", message=last.strip())

    def cancel(self) -> Comparison:
        return self if self.finished else replace(self, status="cancelled", message="Cancelled")

    @property
    def finished(self) -> bool:
        return self.status in {"done", "failed", "cancelled"}

    @property
    def fraction(self) -> float:
        """How much of both runs is done."""
        return min(1.0, (len(self.keras) + len(self.ours)) / (2 * self.steps)) if self.steps else 0.0

    def ranked(self) -> tuple[LayerDifference, ...]:
        """Layers, the largest difference first."""
        return tuple(sorted(self.layers, key=lambda entry: -entry.difference))


_FITTING = {"lstm": ("lstm", "embedding", "rnn", "gru", "recurrent"), "convnet": ("conv", "pool", "flatten"),
            "binary": ("binary",), "categorical": ("categorical",)}  # fmt: skip
"""Examples, and the words in the names of what they show."""


def example_for(name: str) -> str:
    """The example that trains what a symbol is about: `lstm` for `keras.layers.LSTM`; a plain model for the rest."""
    words = ".".join(name.lower().split(".")[-2:])
    return next((example for example, parts in _FITTING.items() if any(part in words for part in parts)), "mlp")
