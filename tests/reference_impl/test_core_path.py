"""The core path - Sequential, add, compile, fit, Dense, one loss, one optimizer, NumPy - imports nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

SCRIPT = """
import json, sys
import numpy as np
from reference_impl import Sequential
from reference_impl.layers import Dense
model = Sequential()
model.add(Dense(4, activation="relu", input_shape=(3,)))
model.add(Dense(1))
model.compile(optimizer="sgd", loss="mse")
model.fit(np.ones((8, 3)), np.ones((8, 1)), epochs=2, verbose=0)
ours = {n: m.__file__ for n, m in sys.modules.items() if n.partition(".")[0] == "reference_impl"}
others = [n for n in ("tensorflow", "keras", "h5py", "matplotlib", "rich") if n in sys.modules]
print(json.dumps({"ours": ours, "others": others}))
"""
ELSEWHERE = (
    "saving",
    "conversion",
    "redirect",
    "script",
    "plotting",
    "comparison",
    "functions",
    "functional",
    "symbolic",
    "recurrent",
    "convolution",
    "pooling",
    "normalization",
    "summary",
    "configuration",
    "tensorflow",
    "numpy_extra",
    "numpy_tensor",
    "metrics",
    "schedules",
    "regularizers",
    "constraints",
    "data_streams",
    "evaluation",
    "progress",
    "random_normal",
    "several_outputs",
    "choosing",
    "catalogs",
    "foreign",
    "settings",
    "protocol",
    "rows",
    "derivatives_more",
    "numpy_operations",
    "attributes",
    "calling",
    "seed_generator",
    "undisturbed",
    "data_checks",
    "more",
    "listeners",
    "numpy_update",
    "averaging",
    "weighting",
    "utilities",
    "tensors",
)


def test_core_path_imports_none_of_the_rest() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    assert not found["others"]
    assert not [name for name in found["ours"] for word in ELSEWHERE if word in name]
    lines = {name: written(Path(path)) for name, path in found["ours"].items()}
    assert sum(lines.values()) <= LIMIT, lines


LIMIT = 1500
"""Lines that are not blank; imports, comments and documentation count."""


def written(path: Path) -> int:
    return sum(1 for line in path.read_text().splitlines() if line.strip())
