"""Of ways that are as long, or nearly so, a path takes the one that a reader of the source means."""

from __future__ import annotations

import pytest

from tracer.queries.calls import Calls
from tracer.queries.paths import paths
from tracer.store import Snapshot

OTHERS = "".join(
    f"""
class Layer{number}(Layer):
    def call(self, x):
        return x
"""
    for number in range(14)
)
CELLS = "".join(
    f"""
class Cell{number}(Layer):
    def __call__(self, x):
        return product(x)
"""
    for number in range(14)
)
SOURCE: dict[str, str | bytes] = {
    "big/core/layers.py": """
def matmul(x):
    return x

class Layer:
    def __call__(self, x):
        return self.call(x)

    def call(self, x):
        raise NotImplementedError

    def fit(self, x):
        return self(x)

class _Wrapped(Layer):
    def call(self, x):
        return wrapped(x)

class Network(Layer):
    def call(self, x):
        return self.run(x)

    def run(self, x):
        return matmul(x)

def wrapped(x):
    return x
"""
    + OTHERS,
    "big/core/ops/conv.py": """
import functools

def logged(function):
    @functools.wraps(function)
    def wrapper(*args):
        return function(*args)
    return wrapper

def conv2d(x):
    return op(x)

def op(x):
    return x

@logged
def conv1d(x):
    return conv2d(x)

def conv3d(x):
    return x

def convolution(x, n):
    ops = {1: conv1d, 2: conv2d, 3: conv3d}
    run = ops[n]
    return run(x)

def one(x):
    return conv1d(x)
""",
    "made.py": """
class Making(type):
    def __call__(cls, *args):
        return cls.by_getter(*args)

    def by_getter(cls, *args):
        getter = lambda *args: create(*args)
        return getter(*args)

class Other(type):
    def __call__(cls, *args):
        return cls.by_getter(*args)

    def by_getter(cls, *args):
        return 1

class Variable(metaclass=Making):
    pass

class Constant(metaclass=Other):
    pass

def create(*args):
    return handle()

def handle():
    return 1
""",
    "big/applied.py": """
from keras.api_export import keras_export

class Layer:
    def __call__(self, x):
        return self.call(x)

    def apply(self, x):
        return self.__call__(x)

class Legacy(Layer):
    def __call__(self, x):
        return super().__call__(x)

class Dense(Legacy):
    def call(self, x):
        return product(x)

class AStack(Layer):
    def call(self, x):
        return total(x)

@keras_export("keras.Stack")
class Stack(Layer):
    def call(self, x):
        return total(x)

class Optimizer:
    def minimize(self, x):
        return updated(self, x)

class ANadam(Optimizer):
    def update(self, x):
        return total(x)

class Adam(Optimizer):
    def update(self, x):
        return total(x)

class AAdam(Adam):
    def update(self, x):
        return total(x)

def updated(optimizer, x):
    return optimizer.update(x)

def dense(x):
    return Dense().apply(x)

def run(layer, x):
    return layer(x)

def product(x):
    return x

def total(x):
    return x

run(Layer(), 1)
ANadam().minimize(1)
"""
    + CELLS,
    "kept.py": """
def product(x):
    return x

class Layer:
    def __call__(self, x):
        run = self.call
        return run(x)

    def call(self, x):
        return x

class Dense(Layer):
    def call(self, x):
        return product(x)

class Lambda(Layer):
    def __init__(self, function):
        self.function = function
        self.call = self.run

    def run(self, x):
        return self.function(x)

def applied(x):
    return Lambda(abs)(x)

def dense(x):
    return Dense()(x)
"""
    + OTHERS,
    "big/checks/models.py": """
from big.core.layers import Layer, matmul

class _Simple(Layer):
    def call(self, x):
        return matmul(x)

    def check(self, x):
        return self(x)
""",
    "made_elsewhere.py": "".join(
        f"def work{n}(): pass\ndef make{n}():\n    def inner{n}():\n        return work{n}()\n    return inner{n}\n"
        f"def use{n}():\n    run(make{n}())\n"
        for n in range(6)
    )
    + "def run(step):\n    def inner():\n        return step()\n    return inner()\n"
    + f"ALL = [{', '.join(f'make{n}()' for n in range(6))}]\ndef run_all():\n    for one in ALL:\n        one()\n",
    "configs.py": "class Base:\n    @classmethod\n    def from_config(cls, config):\n        return cls(**config)\n"
    + "".join(
        f"def work{n}(): pass\nclass Kind{n}(Base):\n    def __init__(self):\n        work{n}()\n"
        "    @classmethod\n    def from_config(cls, config):\n        return super().from_config(config)\n"
        for n in range(10)
    ),
}


@pytest.mark.parametrize(
    ("start", "end", "between"),
    [
        ("big.core.ops.conv:convolution", "big.core.ops.conv:op", ["conv2d"]),
        ("big.core.ops.conv:one", "big.core.ops.conv:op", ["conv1d", "conv2d"]),
        ("big.core.layers:Layer.fit", "big.core.layers:wrapped", ["Layer.__call__", "_Wrapped.call"]),
        ("big.core.layers:Layer.fit", "big.checks.models:_Simple.call", ["Layer.__call__"]),
        ("big.checks.models:_Simple.check", "big.core.layers:matmul", ["Layer.__call__", "_Simple.call"]),
        ("big.core.layers:Layer.fit", "big.core.layers:matmul", ["Layer.__call__", "Network.call", "Network.run"]),
        (
            "made:Variable",
            "made:handle",
            ["Making.by_getter", "Making.by_getter.<locals>.<lambda>", "create"],
        ),
        (
            "big.applied:dense",
            "big.applied:product",
            ["Layer.apply", "Legacy.__call__", "Layer.__call__", "Dense.call"],
        ),
        ("big.applied:Layer.__call__", "big.applied:total", ["Stack.call"]),
    ],
)
def test_path_that_is_meant(snapshot: Snapshot, start: str, end: str, between: list[str]) -> None:
    found = paths(Calls(snapshot, None), start, end)
    assert [node.qualname for node in found[0].nodes[1:-1]] == between


def test_path_is_that_of_the_class_itself(snapshot: Snapshot) -> None:
    (found,) = paths(
        Calls(snapshot, None), "big.applied:Optimizer.minimize", "big.applied:total", 0, "big.applied:Adam"
    )
    assert [node.qualname for node in found.nodes[1:-1]] == ["updated", "Adam.update"]


def test_what_is_kept_in_a_name_is_called_on_the_object_itself(snapshot: Snapshot) -> None:
    (found,) = paths(Calls(snapshot, None), "kept:dense", "kept:product")
    assert [node.qualname for node in found.nodes[1:-1]] == ["Layer.__call__", "Dense.call"]
    assert not paths(Calls(snapshot, None), "kept:applied", "kept:product")


def test_no_path_by_another_metaclass(snapshot: Snapshot) -> None:
    assert not paths(Calls(snapshot, None), "made:Constant", "made:handle")


def test_a_class_method_makes_an_instance_of_the_class_that_it_is_called_on(snapshot: Snapshot) -> None:
    calls = Calls(snapshot, None)
    (found,) = paths(calls, "configs:Kind3.from_config", "configs:work3")
    assert [node.qualname for node in found.nodes[1:-1]] == ["Base.from_config", "Kind3.__init__"]
    assert not paths(calls, "configs:Kind3.from_config", "configs:work4")


def test_what_others_made_is_meant_where_all_of_it_runs(snapshot: Snapshot) -> None:
    calls = Calls(snapshot, None)
    for start, between in (("use3", ["run", "run.<locals>.inner"]), ("run_all", [])):
        (found,) = paths(calls, f"made_elsewhere:{start}", "made_elsewhere:work3")
        assert [node.qualname for node in found.nodes[1:-1]] == [*between, "make3.<locals>.inner3"]
    assert not paths(calls, "made_elsewhere:run", "made_elsewhere:work3")
