"""QR: equal to `tf.linalg.qr` bit for bit below 48 columns, to rounding above; and a factorization at all."""

from __future__ import annotations

import numpy as np
import pytest

from reference_impl.orthogonal import qr

SHAPES = [(1, 1), (2, 2), (5, 3), (8, 8), (9, 9), (16, 4), (16, 15), (32, 8), (47, 47), (129, 8), (200, 40)]


def _matrix(shape: tuple[int, int], dtype: str = "float32") -> np.ndarray:
    return np.random.default_rng(3).normal(size=shape).astype(dtype)


@pytest.mark.parametrize("shape", SHAPES)
def test_bits_of_tensorflow(shape: tuple[int, int]) -> None:
    tf = pytest.importorskip("tensorflow")
    matrix = _matrix(shape)
    for ours, theirs in zip(qr(matrix), tf.linalg.qr(matrix), strict=True):
        np.testing.assert_array_equal(ours, theirs.numpy())


@pytest.mark.parametrize("shape", [(48, 48), (128, 64)])
def test_close_to_tensorflow_in_blocks(shape: tuple[int, int]) -> None:
    tf = pytest.importorskip("tensorflow")
    matrix = _matrix(shape)
    for ours, theirs in zip(qr(matrix), tf.linalg.qr(matrix), strict=True):
        np.testing.assert_allclose(ours, theirs.numpy(), atol=1e-5)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("shape", [*SHAPES, (64, 64)])
def test_factorizes(shape: tuple[int, int], dtype: str) -> None:
    matrix = _matrix(shape, dtype)
    q, r = qr(matrix)
    tolerance = 1e-4 if dtype == "float32" else 1e-12
    np.testing.assert_allclose(q @ r, matrix, atol=tolerance)
    np.testing.assert_allclose(q.T @ q, np.eye(shape[1]), atol=tolerance)
    assert (np.tril(r, -1) == 0).all()
