"""The order of rows in a run with a seed: `tf.random.shuffle`, number for number."""

from functools import lru_cache

import numpy as np

from .random import philox


@lru_cache(maxsize=4)
def seeded_permutation(n: int, seed: int) -> np.ndarray:
    """Fisher-Yates with swaps of i and i + r % (n - i) (`core/kernels/random_shuffle_op.cc`).

    The seed pair is (seed, 0), but (0, 2**31 - 1) for 0, as `python/framework/random_seed.py` has it.
    """
    low = seed % (2**31 - 1)
    words = philox([((low, 0), (0, 0, 0 if low else 2**31 - 1, 0))], (n + 3) // 4).reshape(-1)[:n]
    order = list(range(n))
    for i, jump in enumerate((words % np.arange(n, 0, -1, dtype=np.uint32)).tolist()):
        order[i], order[i + jump] = order[i + jump], order[i]
    return np.array(order)
