"""A path keeps the class of objects that are passed on, and goes only to what the strings that are passed choose."""

from __future__ import annotations

import pytest

from tracer.queries.calls import Calls
from tracer.queries.paths import paths
from tracer.store import Snapshot

SOURCE: dict[str, str | bytes] = {
    "main.py": """
from functools import partial

class Layer:
    def __call__(self, x):
        return self.call(x)

    def call(self, x):
        return x

class Dense(Layer):
    def call(self, x):
        return matmul(x)

class Model(Layer):
    def fit(self, x):
        return Loop().fit(self, x)

    def evaluate(self, x):
        return Loop().evaluate(self, x)

    def predict(self, x):
        return Loop().predict(self, x)

    def warm_up(self, x):
        return prepared(self)(x)

    def train_step(self, x):
        return trained(self, x)

    def test_step(self, x):
        return tested(self, x)

    def predict_step(self, x):
        return predicted(self, x)

class Other(Model):
    def call(self, x):
        return other(x)

class Sequential(Model):
    def __init__(self):
        self.layers = [Dense(), Other()]

    def call(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

class Loop:
    def fit(self, model, x):
        repeat(x, stepping(model, "train"))
        return iterate(model, x, mode="train")

    def evaluate(self, model, x):
        return iterate(model, x, mode="test")

    def predict(self, model, x):
        return iterate(model, x, mode="predict")

def iterate(model, x, mode):
    step = make(model, mode)
    return step(x)

def make(model, mode):
    if mode == "train":
        step = partial(model.train_step)
    elif mode == "test":
        step = model.test_step
    else:
        def last(x):
            return model.predict_step(x)

        step = last
    if mode != "predict":
        step = partial(step)
    return step

def stepping(model, mode):
    if mode == "train":
        step = noted
    else:
        step = forgotten

    def inner(x):
        return step(x)

    return inner

def repeat(x, step):
    return step(x)

def prepared(model):
    def inner(x):
        return model(x)

    return inner

class Conv(Layer):
    def call(self, x):
        return convolved(x)

    def climb(self, x):
        return deeper(self, 2)

class Wrapping(Layer):
    def wrap(self, x):
        return run(self, made(Conv()), x)

    def call(self, x):
        return x

    def start(self, x):
        return deeper(self, 2)

    def change(self, x):
        return changed(self, x)

def deeper(layer, n):
    if n:
        return deeper(Conv(), n - 1)
    return layer(n)

def changed(layer, options):
    if options:
        layer = options.layer()
    return layer(1)

def made(layer):
    def inner(x):
        return layer(x)

    return inner

def run(layer, function, x):
    layer(x)
    return function(x)

def twice(mode, function):
    stepping(None, mode)
    return function(1)

def twice_train(): return twice("train", stepping(None, "test"))

def early(mode):
    if mode == "train":
        return noted(1)
    return forgotten(1)

def early_train(): return early("train")
def early_test(): return early("test")

def in_both(mode):
    if mode == "train":
        step = noted
        step(1)
    else:
        step = forgotten
        step(1)
        step = noted
        step(1)

def both_test(): return in_both("test")

def vague(mode, options):
    if options:
        mode = options.mode
    return early(mode)

def vague_test(): return vague("test", 1)

def with_default(mode="test"):
    return early(mode)

def assigned(options):
    mode = "train"
    if options:
        mode = options.mode
    return early(mode)

def either(options):
    return early("train" if options else options.mode)

def spread(options):
    return with_default(**options)

def in_loop(options):
    mode = "train"
    for option in options:
        early(mode)
        mode = option.mode

def upwards(layer):
    while layer:
        layer(1)
        layer = layer.parent

def two(one, other):
    one(1)
    return other(1)

class Static(Layer):
    @staticmethod
    def use(layer):
        return deeper(layer, 0)

    def start(self):
        return Static.use(Conv())

    def up(self):
        return upwards(self)

    def with_another(self):
        return two(self, Conv())

KEPT = stepping(None, "test")

def run_kept():
    return KEPT(1)

def starts_other():
    stepping(None, "train")
    return run_kept()

class Null:
    def take(self, step): pass

class Taker:
    def take(self, step): return step(1)

def give(first, second, taker):
    first(1)
    return taker.take(second)

def gives_first(): return give(noted, tested, Null())
def gives_second(): return give(trained, forgotten, Taker())

TABLE = {}

def remember(mode):
    TABLE[mode] = stepping(None, mode)

def recall(mode):
    remember(mode)
    return TABLE[mode](1)

def recall_train(): return recall("train")
def recall_any(key): return TABLE[key](1)

def relay(mode):
    def inner(x):
        return early(mode)

    return repeat(1, inner)

def relay_train(): return relay("train")
def relay_other(): return relay("other")

def again(mode, options):
    for option in options:
        if mode == "train":
            noted(1)
        else:
            forgotten(1)
        mode = option.mode

def again_train(): return again("train", [1])

def noted(x): return x
def forgotten(x): return x
def trained(model, x): return model(x)
def tested(model, x): return model(x)
def predicted(model, x): return model(x)
def matmul(x): return x
def convolved(x): return x
def other(x): return x

model = Sequential()
model.fit(1)
model.evaluate(1)
model.predict(1)
model.warm_up(1)
Other().fit(1)
changed(Conv(), None)
upwards(Conv())
"""
}
ON_DENSE = ["Layer.__call__", "Sequential.call", "Layer.__call__", "Dense.call"]


@pytest.mark.parametrize(
    ("start", "end", "between"),
    [
        ("fit", "matmul", ["Loop.fit", "iterate", "Model.train_step", "trained", *ON_DENSE]),
        ("evaluate", "matmul", ["Loop.evaluate", "iterate", "Model.test_step", "tested", *ON_DENSE]),
        (
            "predict",
            "matmul",
            ["Loop.predict", "iterate", "make.<locals>.last", "Model.predict_step", "predicted", *ON_DENSE],
        ),
        ("warm_up", "matmul", ["prepared.<locals>.inner", *ON_DENSE]),
        ("fit", "tested", None),
        ("fit", "predicted", None),
        ("evaluate", "trained", None),
        ("predict", "tested", None),
    ],
)
def test_path_of_a_model(snapshot: Snapshot, start: str, end: str, between: list[str] | None) -> None:
    found = paths(Calls(snapshot, None), f"main:Model.{start}", f"main:{end}", named_by="main:Sequential")
    assert [[node.qualname for node in path.nodes] for path in found[:1]] == (
        [] if between is None else [[f"Model.{start}", *between, end]]
    )


@pytest.mark.parametrize(
    ("start", "end", "exists"),
    [
        ("Wrapping.wrap", "convolved", True),
        ("Wrapping.start", "convolved", True),
        ("Wrapping.change", "convolved", True),
        ("Conv.climb", "convolved", True),
        ("twice_train", "forgotten", True),
        ("early_train", "noted", True),
        ("early_train", "forgotten", False),
        ("both_test", "noted", True),
        ("both_test", "forgotten", True),
        ("vague_test", "noted", True),
        ("assigned", "forgotten", True),
        ("either", "forgotten", True),
        ("spread", "noted", True),
        ("in_loop", "forgotten", True),
        ("Static.start", "convolved", True),
        ("Static.up", "convolved", True),
        ("Static.with_another", "convolved", True),
        ("starts_other", "forgotten", True),
        ("gives_second", "forgotten", True),
        ("gives_first", "forgotten", False),
        ("early_test", "noted", False),
        ("early_test", "forgotten", True),
        ("recall_train", "noted", True),
        ("recall_train", "forgotten", False),
        ("recall_any", "forgotten", True),
        ("relay_train", "noted", True),
        ("relay_train", "forgotten", False),
        ("relay_other", "noted", False),
        ("relay_other", "forgotten", True),
        ("again_train", "forgotten", True),
    ],
)
def test_no_path_is_denied_but_for_what_is_known(snapshot: Snapshot, start: str, end: str, exists: bool) -> None:
    assert bool(paths(Calls(snapshot, None), f"main:{start}", f"main:{end}")) == exists
