"""The real program in a real terminal, under tmux, on a snapshot indexed for the purpose."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")

PATIENCE = 90
"""Seconds: what matters is that it comes, not when."""

PACKAGE = {
    "keras/__init__.py": "from keras.src.models.sequential import Sequential\n",
    "keras/src/__init__.py": "",
    "keras/src/api_export.py": "def keras_export(path):\n    return lambda symbol: symbol\n",
    "keras/src/models/__init__.py": "",
    "keras/src/models/trainer.py": (
        "class Trainer:\n"
        "    def fit(self, x, y, epochs=1):\n"
        "        for epoch in range(epochs):\n"
        "            self.train_step((x, y))\n"
        "\n"
        "    def train_step(self, data):\n"
        "        x, y = data\n"
        "        return self.compute_loss(x, y)\n"
        "\n"
        "    def compute_loss(self, x, y):\n"
        "        return x - y\n"
    ),
    "keras/src/models/sequential.py": (
        "from keras.src.api_export import keras_export\n"
        "from keras.src.models.trainer import Trainer\n"
        "\n"
        "\n"
        '@keras_export(["keras.Sequential", "keras.models.Sequential"])\n'
        "class Sequential(Trainer):\n"
        "    def add(self, layer):\n"
        "        self.layers.append(layer)\n"
    ),
}


class Terminal:
    """A tmux session with a server of its own."""

    def __init__(self, command: str, environment: dict[str, str]) -> None:
        # A socket's path may have 107 characters at most: pytest's own folders can be deeper.
        self._folder = tempfile.mkdtemp()
        self._socket = str(Path(self._folder, "tmux.sock"))
        self._run(
            "-f", os.devnull, "new-session", "-d", "-s", "t", "-x", "120", "-y", "40", command, environment=environment
        )

    def _run(self, *arguments: str, environment: dict[str, str] | None = None) -> str:
        done = subprocess.run(
            ["tmux", "-S", self._socket, *arguments],
            capture_output=True,
            text=True,
            env={**os.environ, **(environment or {})},
            check=False,
        )
        return done.stdout

    def type(self, *keys: str) -> None:
        self._run("send-keys", "-t", "t", *keys)

    @property
    def screen(self) -> str:
        return self._run("capture-pane", "-p", "-t", "t")

    @property
    def alive(self) -> bool:
        return "t" in self._run("list-sessions", "-F", "#S").split()

    def until(self, seen: Callable[[str], bool], what: object) -> None:
        """Wait until the screen shows what is waited for: on a busy machine a frame may take seconds."""
        deadline = time.monotonic() + PATIENCE
        while not seen(screen := self.screen):
            assert time.monotonic() < deadline, f"no {what} on the screen:\n{screen}"
            time.sleep(0.1)

    def wait_for(self, *words: str) -> None:
        self.until(lambda screen: all(word in screen for word in words), words)

    def wait_for_status(self, words: str) -> None:
        self.until(lambda screen: words in status(screen), words)

    def walk_down_to(self, words: str) -> None:
        """Go down until the line above the footer says the words, a step only when the last one is answered."""
        while words not in (before := status(self.screen)):
            self.type("Down")
            self.until(lambda screen, before=before: status(screen) != before, f"answer to Down, looking for {words}")

    def close(self) -> None:
        self._run("kill-server")
        shutil.rmtree(self._folder)


def status(screen: str) -> str:
    """The two lines above the footer, which tell of the row under the cursor."""
    return "\n".join(screen.splitlines()[-3:-1])


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    for name, text in PACKAGE.items():
        path = tmp_path / "src" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    environment = {"TRACER_CACHE_DIR": str(tmp_path / "cache"), "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
    tracer = [sys.executable, "-m", "tracer"]
    subprocess.run(
        [*tracer, "index", str(tmp_path / "src"), "--as", "small"],
        env={**os.environ, **environment},
        check=True,
        capture_output=True,
    )
    # pytest-xdist's workers carry COLUMNS=80 and LINES=24, which programs believe before they ask the terminal.
    command = (
        f"env -u COLUMNS -u LINES TRACER_CACHE_DIR={environment['TRACER_CACHE_DIR']} {' '.join(tracer)} tui --at small"
    )
    opened = Terminal(command, environment)
    yield opened
    opened.close()


def test_walking_from_search_to_quit(terminal: Terminal) -> None:
    terminal.wait_for("1 Trees", "search all names", "keras")
    terminal.type("/")
    terminal.type("-l", "Sequential")
    terminal.wait_for("keras.Sequential")
    terminal.type("Enter")
    terminal.wait_for("class Sequential(Trainer)", "Public names")
    terminal.type("g")
    terminal.wait_for("Sequential.fit, tf.matmul")
    terminal.type("-l", "Trainer.fit")
    terminal.type("Enter")
    terminal.wait_for("def fit", "Trainer.train_step")
    terminal.type("3")
    terminal.wait_for_status("keras/src/models/trainer.py:2")
    terminal.walk_down_to("keras.src.models.trainer.Trainer.train_step")
    terminal.wait_for_status("exact: one target")
    terminal.type("Enter")
    terminal.wait_for("train_step(self, data)", "trainer.py:6")
    terminal.type("r")
    terminal.wait_for("1 TensorFlow", "2 reference_impl")
    terminal.type("Escape")
    terminal.wait_for("4 Details")
    terminal.type("[")
    terminal.wait_for("trainer.py:2")
    terminal.type("q")
    deadline = time.monotonic() + PATIENCE
    while terminal.alive and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not terminal.alive
