"""The guides' scripts of 2016-2021 run unchanged through `python -m reference_impl`, on both backends,
with and without TensorFlow."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from reference_impl.redirect import redirected
from reference_impl.script import ScriptError, run_script

ROOT = Path(__file__).parents[2]
SCRIPTS = sorted((Path(__file__).parent / "scripts").iterdir())
#: those run with the TensorFlow backend too: one of each kind of model and of data
ON_TENSORFLOW = (
    "mlp_softmax",
    "functional_multi_input_output",
    "keras1_merge",
    "tfkeras_custom_layers",
    "tfkeras_added_losses",
)


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_runs_on_numpy(script: Path) -> None:
    run_script(str(script))
    assert not [name for name in sys.modules if name.startswith("tensorflow.keras")]


@pytest.mark.parametrize("name", ON_TENSORFLOW)
def test_runs_on_tensorflow(name: str) -> None:
    pytest.importorskip("tensorflow")
    run_script(str(next(path for path in SCRIPTS if path.stem == name)), backend="tensorflow")


def _command(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "reference_impl", *arguments],
        capture_output=True, text=True, timeout=120, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
    )  # fmt: skip


def _write(source: str, name: str = "script.py") -> str:
    Path(name).write_text(textwrap.dedent(source), encoding="utf-8")
    return name


def test_neither_tensorflow_nor_keras_is_imported() -> None:
    script = _write(
        """
        import sys
        import tensorflow as tf
        from keras.models import Sequential
        from keras.layers import Dense
        y = Sequential([Dense(2, activation=tf.nn.relu)])(tf.ones((3, 3)))
        files = [getattr(module, "__file__", None) or "" for module in list(sys.modules.values())]
        print(y.shape, any("site-packages/tensorflow" in file for file in files))
        """
    )
    done = _command(script)
    assert done.stdout == "(3, 2) False\n", done.stderr


def test_runs_where_tensorflow_is_not_installed() -> None:
    Path("blocked").mkdir()
    Path("blocked/sitecustomize.py").write_text(
        "import sys\nsys.meta_path.insert(0, type('B', (), {'find_spec': staticmethod(lambda n, p, t=None: (_ for "
        "_ in ()).throw("
        "ModuleNotFoundError(f'No module named {n!r}', name=n)) if n.partition('.')[0] in ('tensorflow', 'keras') "
        "else None)})())\n"
    )
    environment = {"PYTHONPATH": f"{Path('blocked').absolute()}{os.pathsep}{ROOT}"}
    assert importlib.util.find_spec("reference_impl") is not None
    done = _command(str(next(path for path in SCRIPTS if path.stem == "mlp_binary")), **environment)
    assert done.returncode == 0, done.stderr
    done = _command("--backend", "tensorflow", _write("1"), **environment)
    assert done.returncode == 2
    assert "needs TensorFlow" in done.stderr


def test_arguments_name_and_folder_are_the_scripts() -> None:
    Path("helper.py").write_text("from keras.layers import Dense\nkind = Dense\n")
    script = _write("import sys, helper, keras\nprint(__name__, sys.argv, helper.kind is keras.layers.Dense, __file__)")
    done = _command(script, "--epochs", "3")
    assert done.stdout == "__main__ ['script.py', '--epochs', '3'] True script.py\n", done.stderr


def test_a_last_bare_expression_is_shown_and_summary_prints_none(capsys: pytest.CaptureFixture[str]) -> None:
    script = _write(
        """
        from keras import layers, Sequential
        model = Sequential([layers.Dense(2, input_shape=(3,))])
        print(model.summary())
        len(model.layers)
        """
    )
    run_script(script)
    shown = capsys.readouterr().out
    assert shown.endswith("None\n1\n")
    assert "(Dense)" in shown
    run_script(_write("x = 1\nx;"))
    assert capsys.readouterr().out == ""


def test_notebooks(capsys: pytest.CaptureFixture[str]) -> None:
    run_script(str(next(path for path in SCRIPTS if path.suffix == ".ipynb")))
    captured = capsys.readouterr()
    assert captured.out.endswith("(None, 2)\n1\n")
    assert "not run: %matplotlib inline" in captured.err


def test_the_scripts_own_errors_keep_their_traceback() -> None:
    done = _command(_write("import keras\n\nkeras.layers.Dense(-1)\n"))
    assert done.returncode == 1
    assert 'File "script.py", line 3' in done.stderr
    assert done.stderr.rstrip().rpartition("\n")[2].startswith("ValueError: Received an invalid value for `units`")


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("import tensorflow as tf\ntf.raw_ops.MatMul", "--backend tensorflow"),
        ("import keras\nkeras.layers.ConvLSTM2D", "It has: "),
        ("import keras\nkeras.applications.VGG16", "from_keras"),
        ("from keras.datasets import mnist\nmnist.load_data()", "--synthetic-data"),
    ],
)
def test_what_is_missing_says_what_to_do(source: str, words: str) -> None:
    done = _command(_write(source), KERAS_HOME=str(Path("empty").absolute()))
    assert done.returncode == 1
    assert words in done.stderr.rstrip().rpartition("\n")[2]


def test_synthetic_data_stands_in_and_says_so() -> None:
    script = _write("import keras\n(x, y), _ = keras.datasets.mnist.load_data()\nprint(x.shape, y.dtype)")
    done = _command("--synthetic-data", script, KERAS_HOME=str(Path("empty").absolute()))
    assert done.stdout == "(60000, 28, 28) uint8\n"
    assert "random data stands in" in done.stderr


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("absent.py", None, "cannot read absent.py"),
        ("wrong.py", "def :", "wrong.py:1: not Python"),
        ("wrong.ipynb", "[]", "not a notebook"),
    ],
)
def test_scripts_that_cannot_start(name: str, content: str | None, words: str) -> None:
    if content is not None:
        Path(name).write_text(content)
    with pytest.raises(ScriptError, match=words):
        run_script(name)
    done = _command(name)
    assert done.returncode == 2
    assert done.stderr.startswith("reference_impl: ")
    assert "Traceback" not in done.stderr


def test_a_device_that_is_not_there_starts_no_script() -> None:
    done = _command("--device", "GPU:0", _write("print(1)"))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("reference_impl: device='GPU:0' is for the TensorFlow backend")


def test_what_ends_a_script_is_shown_from_the_scripts_own_frames_on() -> None:
    done = _command(_write("def f():\n    {}['key']\nf()\n"))
    assert done.returncode == 1
    assert done.stderr.splitlines()[:2] == [
        "Traceback (most recent call last):",
        '  File "script.py", line 3, in <module>',
    ]
    assert done.stderr.endswith("KeyError: 'key'\n")


def test_redirection_ends_with_the_run() -> None:
    before = {name: module for name, module in sys.modules.items() if name.partition(".")[0] in {"keras", "tensorflow"}}
    from reference_impl.layers import Dense

    with redirected():
        from keras.layers import Dense as inside  # type: ignore[import-not-found]

        assert inside is Dense
        Dense(3, init="uniform")
    after = {name: module for name, module in sys.modules.items() if name.partition(".")[0] in {"keras", "tensorflow"}}
    assert after == before
    with pytest.raises(ValueError, match="init"):
        Dense(3, init="uniform")


def test_tensorflows_own_objects_without_redirection() -> None:
    tf = pytest.importorskip("tensorflow")
    import reference_impl as keras

    model = keras.Sequential(
        [keras.layers.Dense(4, activation=tf.nn.relu), keras.layers.Dense(2, activation=tf.nn.softmax)]
    )
    assert tuple(model(tf.ones((3, 3))).shape) == (3, 2)
    assert model.layers[0].activation is keras.activations.get("relu")
    model.compile(tf.keras.optimizers.SGD(0.1), tf.keras.losses.categorical_crossentropy, metrics=["accuracy"])
    model.fit(tf.ones((8, 3)), tf.one_hot([0, 1] * 4, 2), verbose=0)
    model.fit(tf.data.Dataset.from_tensor_slices((tf.ones((8, 3)), tf.one_hot([0, 1] * 4, 2))).batch(4), verbose=0)


def test_a_name_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    script = tmp_path / "missing.py"
    script.write_text("from keras.layers import SeparableConv2D\n")
    with pytest.raises(ImportError) as caught:
        run_script(str(script))
    (note,) = caught.value.__notes__
    assert note.startswith("`keras.layers` is answered by reference_impl, which lacks this name. It has: Activation,")
    assert "Callable" not in note
    assert "conv2d" not in note


def test_the_names_of_keras_itself_are_listed() -> None:
    with redirected(), pytest.raises(AttributeError, match=r"`keras.nothing` is not part of reference_impl. It has: .*"
                                     r"Input, .*Sequential, .*layers, .*optimizers"):  # fmt: skip
        importlib.import_module("keras").nothing  # noqa: B018


@pytest.mark.parametrize("module", ["layers", "losses", "regularizers", "constraints", "optimizers.schedules", "utils"])
def test_only_public_names_are_listed(module: str) -> None:
    with redirected():
        listed = dir(importlib.import_module(f"keras.{module}"))
    assert {"Any", "annotations", "math", "np", "counterpart", "Catalog", "contextlib"}.isdisjoint(listed)
