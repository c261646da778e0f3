"""Trains one model twice - in Keras and here - from the same seed, and measures how far the two drift apart.

    from reference_impl import compare
    result = compare(model_fn, (x, y), epochs=3)      # model_fn(keras) -> compiled model
    print(result.table())

Nothing is copied between the two: equal initial weights come from the equal seed alone.
"""

from __future__ import annotations

import importlib.util
import inspect
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Weights = dict[str, list[NDArray[Any]]]
Listener = Callable[[dict[str, Any]], None]


class ComparisonError(ValueError):
    """The comparison cannot be made: Keras is not installed, or the two models do not have the same layers."""


@dataclass
class Run:
    """What one side did: `losses[epoch][step]` as `fit` shows them, `logs[epoch]`, and weights by layer at the start
    and after each epoch.
    """

    side: str
    losses: list[list[float]] = field(default_factory=list)
    logs: list[dict[str, float]] = field(default_factory=list)
    weights: list[Weights] = field(default_factory=list)


@dataclass(frozen=True)
class Comparison:
    """Both runs and the tolerances they are held to (relative)."""

    keras: Run
    here: Run
    loss_tolerance: float
    weight_tolerance: float

    def step_differences(self) -> list[list[float]]:
        """|loss here - loss in Keras| / |loss in Keras|, by epoch and step."""
        return [
            [relative(a, b) for a, b in zip(ours, theirs, strict=True)]
            for ours, theirs in zip(self.here.losses, self.keras.losses, strict=True)
        ]

    def log_differences(self) -> list[dict[str, float]]:
        """The relative difference of each loss and metric, by epoch."""
        pairs = zip(self.here.logs, self.keras.logs, strict=True)
        return [{name: relative(ours[name], theirs[name]) for name in theirs if name in ours} for ours, theirs in pairs]

    def layer_differences(self, epoch: int = -1) -> dict[str, float]:
        """The largest weight difference of each layer: at the start (0), after epoch n (n), at the end (-1)."""
        ours, theirs = self.here.weights[epoch], self.keras.weights[epoch]
        return {
            name: max((weight_difference(a, b) for a, b in zip(ours[other], theirs[name], strict=True)), default=0.0)
            for name, other in zip(theirs, ours, strict=True)
        }

    @property
    def largest_loss_difference(self) -> float:
        return largest([d for logs in self.log_differences() for d in logs.values()])

    @property
    def largest_weight_difference(self) -> float:
        return largest(list(self.layer_differences().values()))

    @property
    def within(self) -> bool:
        """Whether every epoch's losses and metrics and the final weights agree."""
        return (
            self.largest_loss_difference <= self.loss_tolerance
            and self.largest_weight_difference <= self.weight_tolerance
        )

    def table(self) -> str:
        """The differences by epoch and by layer, as text."""
        from .comparison_command import table

        return table(self)


def largest(values: list[float]) -> float:
    """The largest value; NaN if there is one, so that it never passes for agreement."""
    return float(np.max(values)) if values else 0.0


def relative(a: float, b: float) -> float:
    """|a - b| / |b|; 0 where both are equal (also both NaN), infinite where only one is finite."""
    if a == b or (np.isnan(a) and np.isnan(b)):
        return 0.0
    if not (np.isfinite(a) and np.isfinite(b)):
        return float("inf")
    return float(abs(a - b) / max(abs(b), 1e-12))


def weight_difference(a: NDArray[Any], b: NDArray[Any]) -> float:
    """max |a - b| / max(1, |b|), element by element."""
    if a.shape != b.shape:
        return float("inf")
    if a.size == 0:
        return 0.0
    a, b = a.astype("float64"), b.astype("float64")
    same = (a == b) | (np.isnan(a) & np.isnan(b))
    with np.errstate(invalid="ignore"):
        difference = np.where(same, 0.0, np.abs(a - b) / np.maximum(1.0, np.abs(b)))
    return float(np.nan_to_num(difference, nan=np.inf).max())


def compare(
    model_fn: Callable[..., Any],
    data: Any,
    *,
    epochs: int = 2,
    batch_size: int = 32,
    seed: int = 0,
    backend: str = "numpy",
    device: str | None = None,
    loss_tolerance: float = 1e-5,
    weight_tolerance: float = 1e-4,
    fit_options: Mapping[str, Any] | None = None,
    listener: Listener | None = None,
) -> Comparison:
    """Trains `model_fn`'s model in Keras, then here.

    Args:
        model_fn: called with the module to take names from (`keras`, then `reference_impl`), it returns a compiled
            model. A
            function without arguments is called with Keras's imports redirected for the second run.
        data: `(x, y)` or `(x, y, sample_weight)`, as `fit` takes them.
        backend, device: what this side computes with: "numpy", or "tensorflow" on "CPU:0", "GPU:0".
        fit_options: further arguments of `fit`: `shuffle`, `validation_split`, `class_weight`, ...
        listener: called with each event as it happens (the JSON lines of `python -m reference_impl compare
            --json-lines`).

    Raises:
        ComparisonError: TensorFlow and Keras are not installed, or the models' layers differ.
    """
    from .backend import use_backend

    keras = _keras()
    options = {"epochs": epochs, "batch_size": batch_size, **(fit_options or {})}
    tell = listener or (lambda _: None)
    theirs = train(keras, model_fn, data, seed=seed, fit_options=options, listener=tell)
    with use_backend(backend, device):
        own = train(_ours(), model_fn, data, seed=seed, fit_options=options, listener=tell, reference=theirs)
    return Comparison(theirs, own, loss_tolerance, weight_tolerance)


def _ours() -> Any:
    return importlib.import_module(__package__)


def _keras() -> Any:
    missing = [name for name in ("tensorflow", "keras") if importlib.util.find_spec(name) is None]
    if missing:
        raise ComparisonError(
            f"a comparison needs {' and '.join(missing)}, not installed here: pip install 'tensorflow-tracer[tf]'"
        )
    return importlib.import_module("keras")


def train(
    api: Any,
    model_fn: Callable[..., Any],
    data: Any,
    *,
    seed: int = 0,
    fit_options: Mapping[str, Any] | None = None,
    listener: Listener = lambda _: None,
    reference: Run | None = None,
    prepare: Callable[[Any], None] = lambda _: None,
) -> Run:
    """One side of a comparison: seeds `api` (`keras` or `reference_impl`), builds the model, notes what `fit` does.

    Args:
        reference: the other side's run; events then carry the differences from it.
        prepare: called with the built model before training.
    """
    api.backend.clear_session()  # automatic layer names start at the same number
    api.utils.set_random_seed(seed)
    model = _build(api, model_fn)
    x, y, *weights = data if isinstance(data, tuple) else (data,)
    if not model.built:
        model(x[:1])
    prepare(model)
    run = Run(api.__name__)
    run.weights.append(layer_weights(model))
    if reference is None:
        listener({"event": "model", "layers": list(run.weights[0])})
    else:
        _check_layers(reference, run)
    recorder = _recorder(api, run, listener, reference)
    options = {"verbose": 0, **(fit_options or {})}
    model.fit(x, y, sample_weight=weights[0] if weights else None, callbacks=[recorder], **options)
    return run


def _build(api: Any, model_fn: Callable[..., Any]) -> Any:
    """The model. A function without arguments takes its names from imports, redirected when `api` is this package."""
    from .redirect import redirected

    if inspect.signature(model_fn).parameters:
        model = model_fn(api)
    else:
        with redirected(with_tensorflow=True) if api is _ours() else nullcontext():
            model = model_fn()
    if api is not _ours():
        model.jit_compile = False  # XLA draws other random numbers, and a visible GPU would switch it on
    return model


def layer_weights(model: Any) -> Weights:
    """The weights of each layer that has some, by the layer's name; of nested models by `outer/inner`."""
    found: Weights = {}
    for layer in model.layers:
        inner = getattr(layer, "layers", None)
        if inner:
            found |= {f"{layer.name}/{name}": arrays for name, arrays in layer_weights(layer).items()}
        elif layer.weights:
            found[layer.name] = [np.array(array) for array in layer.get_weights()]
    return found


def _check_layers(theirs: Run, ours: Run) -> None:
    shapes = [[[array.shape for array in arrays] for arrays in run.weights[0].values()] for run in (theirs, ours)]
    if shapes[0] != shapes[1]:
        raise ComparisonError(
            f"the two models differ: Keras has the weights {_describe(theirs)}, reference_impl has {_describe(ours)}"
        )


def _describe(run: Run) -> str:
    return ", ".join(f"{name} {[array.shape for array in arrays]}" for name, arrays in run.weights[0].items())


def _recorder(api: Any, run: Run, tell: Listener, reference: Run | None) -> Any:
    """A callback, of either library's base class, that notes losses and weights and tells of them."""

    class Recorder(api.callbacks.Callback):  # type: ignore[misc]
        def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:  # noqa: ARG002
            run.losses.append([])

        def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
            loss, epoch = float((logs or {})["loss"]), len(run.losses) - 1
            run.losses[-1].append(loss)
            event = {"event": "step", "side": run.side, "epoch": epoch, "step": batch, "loss": loss}
            if reference is not None:
                theirs = reference.losses[epoch][batch]
                event |= {"keras_loss": theirs, "difference": relative(loss, theirs)}
            tell(event)

        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            run.logs.append({name: float(value) for name, value in (logs or {}).items()})
            run.weights.append(layer_weights(self.model))
            event = {"event": "epoch", "side": run.side, "epoch": epoch, "logs": run.logs[-1]}
            if reference is not None:
                event |= _epoch_differences(reference, run, epoch)
            tell(event)

    return Recorder()


def _epoch_differences(reference: Run, run: Run, epoch: int) -> dict[str, Any]:
    keep = slice(epoch + 2)  # the weights at the start, and after each epoch so far
    so_far = Comparison(
        Run("keras", reference.losses[: epoch + 1], reference.logs[: epoch + 1], reference.weights[keep]), run, 0, 0
    )
    layers = [{"layer": name, "difference": d} for name, d in so_far.layer_differences().items()]
    return {
        "keras_logs": reference.logs[epoch],
        "difference": largest(list(so_far.log_differences()[-1].values())),
        "layers": layers,
        "largest": max(layers, key=lambda entry: entry["difference"], default=None),  # type: ignore[arg-type,return-value]
    }
