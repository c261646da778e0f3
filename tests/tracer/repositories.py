"""Small git repositories for tests."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

ENVIRONMENT = {
    **{key: value for key, value in os.environ.items() if not key.startswith("GIT_")},
    "GIT_AUTHOR_NAME": "a",
    "GIT_AUTHOR_EMAIL": "a@example.org",
    "GIT_COMMITTER_NAME": "a",
    "GIT_COMMITTER_EMAIL": "a@example.org",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_ALLOW_PROTOCOL": "file",
}


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-c", "init.defaultBranch=main", "-c", "commit.gpgsign=false", *arguments]
    done = subprocess.run(command, cwd=folder, env=ENVIRONMENT, capture_output=True, check=True)
    return done.stdout.decode().strip()


def write(folder: Path, files: dict[str, str | bytes]) -> None:
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)


@contextmanager
def without_reference() -> Iterator[None]:
    """Sources are indexed without reference_impl beside them, which takes by far most of the time of a small index."""
    with mock.patch("tracer.index.build.open_reference_impl", return_value=None):
        yield


def commit(folder: Path, files: dict[str, str | bytes], tag: str | None = None) -> str:
    """Write files, commit everything, and tag the commit; returns its hash."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / ".git").exists():
        git(folder, "init", "-q")
    write(folder, files)
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", "change")
    if tag:
        git(folder, "tag", tag)
    return git(folder, "rev-parse", "HEAD")


def bare(repository: Path, target: Path, *options: str) -> Path:
    """A bare clone, made over the file transport so that options such as --depth and --filter hold."""
    git(repository, "config", "uploadpack.allowFilter", "true")
    git(repository, "clone", "-q", "--bare", *options, f"file://{repository}", str(target))
    return target


KERAS = {
    "tensorflow/__init__.py": "",
    "tensorflow/python/util/tf_export.py": """
def keras_export(*names, **kwargs):
    def decorator(symbol):
        return symbol
    return decorator
tf_export = keras_export
""",
    "tensorflow/python/keras/engine/training.py": """
from tensorflow.python.util.tf_export import keras_export


@keras_export("keras.Model", "keras.models.Model")
class Model(object):
  def compile(self, optimizer, loss=None):
    return helper(optimizer)

  def fit(self, x, y=None, epochs=1):
    for _ in range(epochs):
      self.train_step(x)

  def train_step(self, x):
    return x


def helper(optimizer):
  return optimizer
""",
    "tensorflow/python/keras/engine/sequential.py": """
from tensorflow.python.keras.engine import training
from tensorflow.python.util.tf_export import keras_export


@keras_export("keras.Sequential", "keras.models.Sequential")
class Sequential(training.Model):
  def __init__(self, layers=None, name=None):
    self.layers = layers

  def add(self, layer):
    self.layers.append(layer)
""",
    "tensorflow/python/keras/models.py": """
from tensorflow.python.keras.engine import sequential
from tensorflow.python.keras.engine import training

Model = training.Model
Sequential = sequential.Sequential
""",
    "tensorflow/python/keras/engine/sequential_test.py": "import unittest\n",
}
"""A few files in the shape of TensorFlow 2.1."""
