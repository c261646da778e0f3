"""`keras.datasets`, read from Keras's own download cache (`~/.keras/datasets`, or `$KERAS_HOME/datasets`). Nothing is
fetched.

`synthetic(True)` (on the command line `--synthetic-data`) stands in random arrays of the right shapes and ranges for
a data set that
is not in the cache, so that a guide's script runs offline. Its losses then mean nothing, and a line on stderr says so.
"""

from __future__ import annotations

import gzip
import os
import pickle
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Split = tuple[NDArray[Any], NDArray[Any]]

__all__ = ["boston_housing", "cifar10", "cifar100", "fashion_mnist", "imdb", "mnist", "reuters"]

_SETTINGS = {"synthetic": False}


def synthetic(enabled: bool) -> None:
    """Whether `load_data` may answer with random arrays when the cache has no copy."""
    _SETTINGS["synthetic"] = enabled


def cache_directory() -> Path:
    """Where Keras keeps downloaded data sets."""
    return Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras") / "datasets"


@dataclass(frozen=True)
class Dataset:
    """One data set under Keras's name; `load_data()` gives `(x_train, y_train), (x_test, y_test)`."""

    name: str
    file: str
    read: Callable[[Path], tuple[Split, Split]]
    make: Callable[[np.random.Generator], tuple[Split, Split]]

    def load_data(self, path: str | None = None, **options: Any) -> tuple[Split, Split]:
        """The arrays, with Keras's shapes and dtypes.

        Args:
            path: a file name inside the cache, or an absolute path.
            options: `num_words`, `maxlen`, `start_char`, `oov_char`, `index_from`, `skip_top` (texts only).

        Raises:
            FileNotFoundError: the cache has no copy.
            TypeError: an option this data set does not have.
        """
        location = cache_directory() / (path or self.file)
        if location.exists():
            splits = self.read(location)
        elif _SETTINGS["synthetic"]:
            print(f"reference_impl: {self.name}: no copy in {location.parent}; random data stands in", file=sys.stderr)
            splits = self.make(np.random.default_rng(0))
        else:
            raise FileNotFoundError(
                f"keras.datasets.{self.name}: {location} does not exist, and reference_impl downloads nothing. Run "
                f"`keras.datasets.{self.name}.load_data()` once with Keras to fill its cache, or pass --synthetic-data "
                "to `python -m reference_impl` to run on random data of the same shape."
            )
        return (
            _encode_words(splits, **options)
            if self.name in {"imdb", "reuters"}
            else _without_options(splits, **options)
        )


def _without_options(
    splits: tuple[Split, Split], label_mode: str = "fine", test_split: float = 0.2, seed: int = 113
) -> Any:
    del label_mode, test_split, seed  # choices between files of the same shapes
    return splits


def _encode_words(
    splits: tuple[Split, Split],
    num_words: int | None = None,
    skip_top: int = 0,
    maxlen: int | None = None,
    start_char: int | None = 1,
    oov_char: int | None = 2,
    index_from: int = 3,
    **ignored: Any,
) -> tuple[Split, Split]:
    """Keras's treatment of word indices (keras/src/datasets/imdb.py, load_data): offset, cut by frequency, drop long
    texts.
    """
    del ignored  # seed, test_split: the order is the file's

    def encode(words: list[int]) -> list[int]:
        shifted = [word + index_from for word in words] if index_from else list(words)
        if start_char is not None:
            shifted.insert(0, start_char)
        limit = num_words or 1 << 62
        if oov_char is None:
            return [word for word in shifted if skip_top <= word < limit]
        return [word if skip_top <= word < limit else oov_char for word in shifted]

    def encode_split(texts: NDArray[Any], labels: NDArray[Any]) -> Split:
        rows = [(encode(list(words)), label) for words, label in zip(texts, labels, strict=True)]
        rows = [row for row in rows if maxlen is None or len(row[0]) < maxlen]
        encoded = np.empty(len(rows), dtype=object)
        encoded[:] = [row[0] for row in rows]
        return encoded, np.array([row[1] for row in rows])

    return encode_split(*splits[0]), encode_split(*splits[1])


def _read_npz(path: Path) -> tuple[Split, Split]:
    with np.load(path, allow_pickle=True) as arrays:
        if "x_train" in arrays:
            return (arrays["x_train"], arrays["y_train"]), (arrays["x_test"], arrays["y_test"])
        x, y = arrays["x"], arrays["y"]
    order = np.random.RandomState(seed=113).permutation(len(x))
    x, y, cut = x[order], y[order], int(len(x) * 0.8)
    return (x[:cut], y[:cut]), (x[cut:], y[cut:])


def _read_idx_folder(path: Path) -> tuple[Split, Split]:
    def read(name: str, offset: int) -> NDArray[Any]:
        with gzip.open(path / f"{name}.gz") as file:
            return np.frombuffer(file.read(), np.uint8, offset=offset)

    images = [read(f"{part}-images-idx3-ubyte", 16).reshape(-1, 28, 28) for part in ("train", "t10k")]
    labels = [read(f"{part}-labels-idx1-ubyte", 8) for part in ("train", "t10k")]
    return (images[0], labels[0]), (images[1], labels[1])


def _read_cifar(files: tuple[list[str], list[str]], label: bytes) -> Callable[[Path], tuple[Split, Split]]:
    def read_files(path: Path, names: list[str]) -> Split:
        # Keras's own cache file, unpickled as Keras does (keras/src/datasets/cifar.py).
        batches = [pickle.loads((path / name).read_bytes(), encoding="bytes") for name in names]
        images = np.concatenate([batch[b"data"] for batch in batches]).reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
        return images, np.concatenate([np.reshape(batch[label], (-1, 1)) for batch in batches]).astype("uint8")

    def read(path: Path) -> tuple[Split, Split]:
        inner = path / path.name.removesuffix("-target")
        root = inner if inner.is_dir() else path
        return read_files(root, files[0]), read_files(root, files[1])

    return read


def _images(
    shape: tuple[int, ...], classes: int, label_shape: tuple[int, ...] = ()
) -> Callable[..., tuple[Split, Split]]:
    def make(generator: np.random.Generator) -> tuple[Split, Split]:
        def split(rows: int) -> Split:
            labels = generator.integers(classes, size=(rows, *label_shape), dtype=np.uint8)
            return generator.integers(256, size=(rows, *shape), dtype=np.uint8), labels

        return split(50_000 if label_shape else 60_000), split(10_000)

    return make


def _texts(classes: int, rows: tuple[int, int]) -> Callable[[np.random.Generator], tuple[Split, Split]]:
    def make(generator: np.random.Generator) -> tuple[Split, Split]:
        def split(count: int) -> Split:
            texts = np.empty(count, dtype=object)
            texts[:] = [
                generator.zipf(1.3, size=generator.integers(20, 400)).clip(1, 80_000).tolist() for _ in range(count)
            ]
            return texts, generator.integers(classes, size=count)

        return split(rows[0]), split(rows[1])

    return make


def _houses(generator: np.random.Generator) -> tuple[Split, Split]:
    def split(rows: int) -> Split:
        return generator.normal(size=(rows, 13)), generator.uniform(5, 50, size=rows)

    return split(404), split(102)


_CIFAR10_FILES = ([f"data_batch_{number}" for number in range(1, 6)], ["test_batch"])

mnist = Dataset("mnist", "mnist.npz", _read_npz, _images((28, 28), 10))
fashion_mnist = Dataset("fashion_mnist", "fashion-mnist", _read_idx_folder, _images((28, 28), 10))
cifar10 = Dataset(
    "cifar10", "cifar-10-batches-py-target", _read_cifar(_CIFAR10_FILES, b"labels"), _images((32, 32, 3), 10, (1,))
)
cifar100 = Dataset(
    "cifar100",
    "cifar-100-python-target",
    _read_cifar((["train"], ["test"]), b"fine_labels"),
    _images((32, 32, 3), 100, (1,)),
)
imdb = Dataset("imdb", "imdb.npz", _read_npz, _texts(2, (25_000, 25_000)))
reuters = Dataset("reuters", "reuters.npz", _read_npz, _texts(46, (8982, 2246)))
boston_housing = Dataset("boston_housing", "boston_housing.npz", _read_npz, _houses)
