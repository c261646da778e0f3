"""A path through a function that calls what it is passed goes on to what the path's own caller passes."""

from __future__ import annotations

import pytest

from tracer.queries.calls import Calls
from tracer.queries.paths import paths
from tracer.store import Snapshot

SOURCE: dict[str, str | bytes] = {
    "main.py": """
from functools import partial
from threading import Thread
import tensorflow as tf
from elsewhere import anything

def first():
    pass

def second():
    pass

def apply(step):
    return step()

def through(step):
    return apply(step)

def with_default(step=second):
    return step()

def both(step):
    second()
    return step()

def calls_first():
    through(first)

def calls_second():
    through(step=second)

def calls_either():
    through(first)
    through(second)

def calls_both():
    both(first)

def calls_partial():
    apply(partial(second))

def calls_unknown():
    apply(anything)

def calls_default():
    with_default()

def gives_default():
    with_default(first)

def calls_inner():
    def inner():
        return first()
    apply(inner)

class Runner:
    def run(self, step, data=None):
        return step()

    def run_first(self):
        return self.run(first, data=1)

    def run_second(self):
        return self.run(second)

def or_second(step=None):
    step = step or second
    return step()

def gives_none():
    or_second()

def gives_first():
    or_second(first)

def launch(step, other):
    Thread(target=through, args=(other,)).start()
    return through(step)

def launches_first():
    launch(first, first)

def launches_second():
    launch(second, second)

def decorated(function):
    def wrapper():
        return apply(function)
    return wrapper

@decorated
def wrapped():
    first()

class Trainer:
    def make(self, step):
        def one(data):
            return tf.distribute.get_strategy().run(step, args=(data,))
        if not self.is_eager:
            one = tf.function(one)
        one = self.around(one)
        def loop(data):
            return one(data)
        return loop

    def around(self, function):
        def wrapper(data):
            return function(data)
        return wrapper

    def make_train(self):
        self.train = self.make(self.train_step)

    def make_test(self):
        self.test = self.make(self.test_step)

    def fit(self):
        self.make_train()
        return self.train(1)

    def evaluate(self):
        self.make_test()
        return self.test(1)

    def train_step(self, data):
        first()

    def test_step(self, data):
        second()

def calls_wrapped():
    wrapped()
"""
}
THROUGH = ["through", "apply"]
LOOP = [f"Trainer.{name}" for name in ("make.<locals>.loop", "make.<locals>.one")]


@pytest.mark.parametrize(
    ("start", "end", "between"),
    [
        ("calls_first", "first", THROUGH),
        ("calls_first", "second", None),
        ("calls_second", "second", THROUGH),
        ("calls_second", "first", None),
        ("calls_either", "first", THROUGH),
        ("calls_either", "second", THROUGH),
        ("calls_both", "first", ["both"]),
        ("calls_both", "second", ["both"]),
        ("calls_partial", "second", ["apply"]),
        ("calls_unknown", "first", ["apply"]),
        ("calls_default", "second", ["with_default"]),
        ("gives_default", "first", ["with_default"]),
        ("gives_default", "second", None),
        ("gives_none", "first", None),
        ("gives_none", "second", ["or_second"]),
        ("gives_first", "first", ["or_second"]),
        ("calls_inner", "first", ["apply", "calls_inner.<locals>.inner"]),
        ("calls_inner", "second", None),
        ("Runner.run_first", "first", ["Runner.run"]),
        ("Runner.run_first", "second", None),
        ("Runner.run_second", "second", ["Runner.run"]),
        ("launches_first", "first", ["launch", *THROUGH]),
        ("launches_second", "first", None),
        ("Trainer.fit", "first", [*LOOP, "Trainer.train_step"]),
        ("Trainer.fit", "second", None),
        ("Trainer.evaluate", "first", None),
        ("Trainer.evaluate", "second", [*LOOP, "Trainer.test_step"]),
        ("Trainer.make", "first", None),
        ("through", "first", ["apply"]),
        ("through", "second", ["apply"]),
        ("apply", "second", []),
    ],
)
def test_path_goes_by_what_is_passed(snapshot: Snapshot, start: str, end: str, between: list[str] | None) -> None:
    found = paths(Calls(snapshot, None), f"main:{start}", f"main:{end}")
    assert [[node.qualname for node in path.nodes] for path in found[:1]] == (
        [] if between is None else [[start, *between, end]]
    )


def test_what_calls_pass_is_stored(snapshot: Snapshot) -> None:
    rows = {(row.caller, row.callee): row for row in snapshot.handed()}
    assert rows["main:calls_first", "main:through"].functions == ("main:first",)
    assert rows["main:through", "main:apply"].own
    assert not rows["main:calls_first", "main:through"].own
    assert ("main:calls_unknown", "main:apply") not in rows
    assert "main:second" in rows["main:apply", ""].called
    assert rows["main:both", ""].called == ("main:first",)
