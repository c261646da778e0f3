"""`reference_impl.compare` and its command: tables, JSON lines, pictures, exit status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import reference_impl
from reference_impl.comparison import relative, weight_difference

ROOT = Path(__file__).parents[2]


def _model(keras: Any) -> Any:
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, activation="relu"), keras.layers.Dense(1)])
    model.compile(keras.optimizers.Adam(0.01), "mse", metrics=["mae"])
    return model


def _data() -> tuple[Any, Any]:
    generator = np.random.default_rng(0)
    return generator.normal(size=(40, 4)).astype("float32"), generator.normal(size=(40, 1)).astype("float32")


@pytest.fixture(scope="module")
def result() -> Any:
    pytest.importorskip("keras")
    return reference_impl.compare(_model, _data(), epochs=2, batch_size=16)


def test_the_two_sides_agree(result: Any) -> None:
    assert result.within
    assert [len(losses) for losses in result.here.losses] == [3, 3]
    assert result.layer_differences(0) == {"dense": 0.0, "dense_1": 0.0}
    assert set(result.log_differences()[1]) == {"loss", "mae"}


def test_the_table_names_epochs_metrics_and_layers(result: Any) -> None:
    table = result.table()
    for word in ("epoch", "loss", "mae", "dense_1", "at the start", "epoch 2"):
        assert word in table


def test_a_function_without_arguments_is_redirected() -> None:
    pytest.importorskip("keras")

    def build() -> Any:
        from keras.layers import Dense, Input
        from keras.models import Sequential

        model = Sequential([Input((4,)), Dense(1)])
        model.compile("sgd", "mse")
        return model

    compared = reference_impl.compare(build, _data(), epochs=1)
    assert compared.within
    assert compared.here.side == "reference_impl"


def test_curves_and_pictures(result: Any, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    pytest.importorskip("plotext")
    from reference_impl.plotting import draw_curves, terminal_curves

    draw_curves(result, tmp_path / "curves.png")
    assert (tmp_path / "curves.png").read_bytes().startswith(b"\x89PNG")
    assert "loss by step" in terminal_curves(result)


def test_differences() -> None:
    assert relative(1.1, 1.0) == pytest.approx(0.1)
    assert relative(float("nan"), float("nan")) == 0.0
    assert relative(float("nan"), 1.0) == float("inf")
    assert weight_difference(np.array([1.0, 20.0]), np.array([1.0, 10.0])) == 1.0
    assert weight_difference(np.zeros(2), np.zeros(3)) == float("inf")
    assert weight_difference(np.array([np.nan]), np.array([1.0])) == float("inf")


def _command(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "reference_impl", "compare", *arguments],
        capture_output=True, text=True, timeout=120, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


def test_json_lines() -> None:
    pytest.importorskip("keras")
    done = _command("binary", "--json-lines", "--epochs", "2", "--rows", "64")
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0, done.stderr
    assert events[0]["event"] == "start"
    assert events[0]["layers"] == ["dense", "dense_1"]
    assert [event["event"] for event in events[1:]] == ["step", "step", "epoch"] * 4 + ["end"]
    assert [event["side"] for event in events[1:-1]] == ["keras"] * 6 + ["reference_impl"] * 6
    assert {"keras_loss", "difference"} <= events[7].keys()
    assert {"keras_logs", "difference", "layers", "largest"} <= events[9].keys()
    assert events[-1]["within"] is True


def test_exit_status_past_the_tolerance(tmp_path: Path) -> None:
    pytest.importorskip("keras")
    (tmp_path / "mine.py").write_text(
        "def model_fn(keras):\n"
        "    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])\n"
        "    model.compile(keras.optimizers.SGD(0.1 if keras.__name__ == 'keras' else 0.2), 'mse')\n"
        "    return model\n"
    )
    done = _command(str(tmp_path / "mine.py"), "--epochs", "1", "--rows", "64", "--png", str(tmp_path / "x.png"))
    assert done.returncode == 1
    assert "PAST the tolerances" in done.stdout
    assert (tmp_path / "x.png").exists()


def test_errors_are_one_line() -> None:
    done = _command("no_such_model")
    assert done.returncode == 2
    assert done.stderr.startswith("reference_impl compare: no example 'no_such_model'")


def test_without_tensorflow_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from reference_impl import comparison, comparison_command

    monkeypatch.setattr(comparison.importlib.util, "find_spec", lambda name: None)
    assert comparison_command.command(["binary", "--rows", "8"]) == 2
    assert "pip install 'tensorflow-tracer[tf]'" in capsys.readouterr().err
