"""`python -m reference_impl compare`: the command line, the tables, JSON lines."""

from __future__ import annotations

import argparse
import io
import json
import math
import os
import re
import shutil
import sys
from collections.abc import Callable
from typing import Any

from .comparison import Comparison, ComparisonError, compare
from .comparison_examples import EXAMPLES, find_example

DESCRIPTION = """\
Trains the same model in Keras and in reference_impl from the same seed, and shows the differences by epoch, step and
layer."""
EPILOG = "Exit status: 0 within the tolerances, 1 past them, 2 when the comparison could not be made."


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m reference_impl compare", description=DESCRIPTION, epilog=EPILOG)
    names = ", ".join(EXAMPLES)
    parser.add_argument(
        "model", metavar="MODEL", nargs="?", default="mlp", help=f"{names}, or file.py:function (default: mlp)"
    )
    parser.add_argument("--backend", choices=("numpy", "tensorflow"), default="numpy")
    parser.add_argument("--device", metavar="DEVICE", help="GPU:0, CPU:0 (TensorFlow backend)")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--batch-size", type=int, default=32)
    parser.add_argument("--rows", type=int, default=512, help="rows of data (default: 512)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--tolerance", type=float, default=1e-5, help="of losses and metrics, relative (default: 1e-5)")
    parser.add_argument("--weight-tolerance", type=float, default=1e-4, help="of weights (default: 1e-4)")
    parser.add_argument("--png", metavar="FILE", help="also draw both loss curves into FILE")
    parser.add_argument("--no-curves", action="store_true", help="no curves in the terminal")
    parser.add_argument(
        "--json-lines", action="store_true", help="one JSON object a line as training goes, nothing else"
    )
    return parser.parse_args(arguments)


def command(arguments: list[str]) -> int:
    """Runs the comparison; returns the exit status."""
    options = parse(arguments)
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    tell = _json_lines() if options.json_lines else _progress
    try:
        model_fn, data = find_example(options.model, options.rows)
        result = _run(options, model_fn, data, tell)
    except (ComparisonError, ValueError, OSError) as error:
        if options.json_lines:
            tell({"event": "error", "message": str(error)})
        print(f"reference_impl compare: {error}", file=sys.stderr)
        return 2
    if not options.json_lines:
        _show(result, options)
    if options.png:
        from .plotting import draw_curves

        draw_curves(result, options.png)
    return 0 if result.within else 1


def _run(
    options: argparse.Namespace, model_fn: Callable[..., Any], data: Any, tell: Callable[[dict[str, Any]], None]
) -> Comparison:
    steps = math.ceil(options.rows / options.batch_size)
    start = {
        "event": "start", "example": options.model, "backend": options.backend, "epochs": options.epochs,
        "steps": steps,
        "tolerance": options.tolerance,
    }  # fmt: skip

    def listen(event: dict[str, Any]) -> None:
        tell({**start, "layers": event["layers"]} if event["event"] == "model" else event)

    result = compare(
        model_fn, data, epochs=options.epochs, batch_size=options.batch_size, seed=options.seed,
        backend=options.backend,
        device=options.device, loss_tolerance=options.tolerance, weight_tolerance=options.weight_tolerance,
        listener=listen,
    )  # fmt: skip
    layers = result.layer_differences()
    worst = max(layers, key=layers.__getitem__, default="")
    tell(
        {
            "event": "end",
            "within": result.within,
            "tolerance": options.tolerance,
            "loss_difference": result.largest_loss_difference,
            "largest": {"layer": worst, "difference": layers.get(worst, 0.0)},
        }  # fmt: skip  # noqa: RUF028
    )
    return result


def _json_lines() -> Callable[[dict[str, Any]], None]:
    """Writes to the real standard output; anything else printed meanwhile goes to standard error."""
    stream, sys.stdout = sys.stdout, sys.stderr

    def tell(event: dict[str, Any]) -> None:
        stream.write(json.dumps(_finite(event)) + "\n")
        stream.flush()

    return tell


def _finite(value: Any) -> Any:
    """JSON has no NaN and no infinity: both become null."""
    if isinstance(value, dict):
        return {key: _finite(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_finite(part) for part in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _progress(event: dict[str, Any]) -> None:
    if event["event"] == "epoch":
        logs = "  ".join(f"{name} {value:.7g}" for name, value in event["logs"].items())
        print(f"{event['side']:>14}  epoch {event['epoch'] + 1}: {logs}", file=sys.stderr)


def _show(result: Comparison, options: argparse.Namespace) -> None:
    print(result.table())
    if not options.no_curves:
        from .plotting import terminal_curves

        curves = terminal_curves(result, width=min(100, _columns()))
        print(curves if sys.stdout.isatty() else re.sub(r"\x1b\[[0-9;]*m", "", curves))
    verdict = "within" if result.within else "PAST"
    print(
        f"{verdict} the tolerances: losses and metrics differ by {result.largest_loss_difference:.2g} at most "
        f"(tolerance {result.loss_tolerance:g}), weights by {result.largest_weight_difference:.2g} "
        f"({result.weight_tolerance:g})."
    )


def _columns() -> int:
    return shutil.get_terminal_size((80, 24)).columns


def table(result: Comparison) -> str:
    """Three tables: logs by epoch, the largest step difference of each epoch, weights by layer and epoch."""
    from rich.console import Console

    console = Console(file=io.StringIO(), width=_columns(), no_color=True, force_terminal=False)
    for made in (_epoch_table(result), _layer_table(result)):
        console.print(made)
    text = console.file
    assert isinstance(text, io.StringIO)
    return text.getvalue()


def _epoch_table(result: Comparison) -> Any:
    from rich.table import Table

    made = Table(title="Losses and metrics by epoch", title_justify="left")
    for heading in ("epoch", "name", "Keras", "here", "relative difference", "largest at a step"):
        made.add_column(heading, justify="left" if heading == "name" else "right")
    steps = result.step_differences()
    for epoch, differences in enumerate(result.log_differences()):
        for name, difference in differences.items():
            theirs, ours = result.keras.logs[epoch][name], result.here.logs[epoch][name]
            step = f"{largest_or_zero(steps[epoch]):.1e}" if name == "loss" else ""
            made.add_row(str(epoch + 1), name, f"{theirs:.8g}", f"{ours:.8g}", f"{difference:.1e}", step)
    return made


def _layer_table(result: Comparison) -> Any:
    from rich.table import Table

    made = Table(title="Largest weight difference by layer", title_justify="left")
    made.add_column("layer")
    epochs = range(len(result.here.weights))
    for epoch in epochs:
        made.add_column("at the start" if epoch == 0 else f"epoch {epoch}", justify="right")
    by_epoch = [result.layer_differences(epoch) for epoch in epochs]
    for layer in by_epoch[0]:
        made.add_row(layer, *(f"{differences[layer]:.1e}" for differences in by_epoch))
    return made


def largest_or_zero(values: list[float]) -> float:
    return max(values, default=0.0)
