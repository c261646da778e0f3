"""QR factorization with the rounding of `tf.linalg.qr`, for the `Orthogonal` initializer.

TensorFlow calls Eigen's `HouseholderQR` (`tensorflow/core/kernels/linalg/qr_op_impl.h`). To get its bits, sums must
be taken in
Eigen's order: down columns one by one while factorizing (`Householder.h`, column-major `GeneralMatrixVector.h`), and in
packets of 32 bytes while multiplying Q out (row-major `GeneralMatrixVector.h`). Householder's method: Golub and Van
Loan,
"Matrix Computations", section 5.2. From 48 columns on Eigen works in blocks; the result then differs in the last bits.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .counterpart import counterpart

Array = NDArray[Any]


@counterpart("keras.ops.qr")
def qr(matrix: Array) -> tuple[Array, Array]:
    """(rows, columns), rows >= columns -> Q (rows, columns) with orthonormal columns, and R (columns, columns)."""
    a = matrix.copy()
    columns = a.shape[1]
    scales = [_eliminate(a, k) for k in range(columns)]
    q = np.eye(*a.shape, dtype=a.dtype)
    for k in reversed(range(columns)):
        _reflect(q[k:], a[k + 1 :, k], scales[k], _sum_packets)
    return q, np.triu(a[:columns])


def _eliminate(a: Array, k: int) -> Any:
    """Reflect rows k onward so that column k is zero below the diagonal, where the reflection's vector is then kept."""
    head, tail = a[k, k], a[k + 1 :, k]
    squares = _sum_in_order(tail * tail) if len(tail) else head * 0
    if squares <= np.finfo(a.dtype).tiny:
        return head * 0
    length = np.sqrt(head * head + squares)
    length = -length if head >= 0 else length
    tail /= head - length
    a[k, k] = length
    scale = (length - head) / length
    if k + 1 < a.shape[1]:
        _reflect(a[k:, k + 1 :], tail, scale, _sum_columns)
    return scale


def _reflect(block: Array, vector: Array, scale: Any, product: Callable[[Array, Array], Array]) -> None:
    """block -= scale (1, vector) (1, vector)^T block, in place."""
    if len(vector) == 0:
        block *= 1 - scale
        return
    below = block[1:]
    projection = (product if block.shape[1] > 1 else _sum_columns)(vector, below) + block[0]
    block[0] -= scale * projection
    below -= (scale * vector)[:, None] * projection


def _sum_in_order(terms: Array) -> Any:
    """The sum over the first axis, one after the other (NumPy adds a single column pairwise)."""
    return np.cumsum(terms, axis=0)[-1] if terms.size == len(terms) else np.add.reduce(terms, axis=0)


def _sum_columns(vector: Array, block: Array) -> Any:
    """vector @ block, in order; from 128 rows on in runs of 16."""
    terms = vector[:, None] * block
    if len(vector) < 128 or block.shape[1] == 1:
        return _sum_in_order(terms)
    return _sum_in_order(np.stack([_sum_in_order(terms[start : start + 16]) for start in range(0, len(terms), 16)]))


def _sum_packets(vector: Array, block: Array) -> Any:
    """vector @ block: as many whole packets as there are, folded in halves, then the rest in order.

    When the number of columns is odd, the last one also takes half a packet.
    """
    width = 32 // vector.itemsize
    terms = vector[:, None] * block
    whole = len(terms) // width * width
    total = _folded(_packets(terms[:whole], width))
    half = len(terms) // (width // 2) * (width // 2)
    last = total[-1] + _folded(_packets(terms[whole:half, -1:], width // 2))[0]
    for row in terms[half:, -1]:
        last = last + row
    for row in terms[whole:]:
        total = total + row
    if block.shape[1] % 2:
        total[-1] = last
    return total


def _packets(terms: Array, width: int) -> Array:
    """Sums of each of the packet's places."""
    total = np.zeros((width, terms.shape[1]), terms.dtype)
    for start in range(0, len(terms), width):
        total += terms[start : start + width]
    return total


def _folded(packet: Array) -> Any:
    while len(packet) > 1:
        packet = packet[: len(packet) // 2] + packet[len(packet) // 2 :]
    return packet[0]
