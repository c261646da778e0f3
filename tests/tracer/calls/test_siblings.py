"""Guesses from a hierarchy: which other methods of it a place may call, and whether these are what is meant there."""

from __future__ import annotations

import pytest

from tests.tracer.link.programs import program
from tracer.link.calls import link_calls

SOURCE = """
    class Callback:
        def on_batch_begin(self, batch): pass
        def on_batch_end(self, batch): pass
        def on_epoch_end(self): pass
        def on_start(self): pass

    class History(Callback):
        def on_epoch_end(self): pass

    class Progress(Callback):
        def on_epoch_end(self): pass

    class Board(Callback):
        def on_batch_end(self, batch): pass
        def on_epoch_end(self): pass
        def on_start(self): pass

    class Other:
        def on_batch_end(self, batch): pass

    class Callbacks:
        def __init__(self, callbacks):
            self.callbacks = [History(), Progress(), *callbacks]

        def start(self):
            for callback in self.callbacks:
                callback.on_start()

        def epoch_end(self):
            for callback in self.callbacks:
                callback.on_epoch_end()

        def batch(self, hook, batch):
            name = "on_batch_{hook}".format(hook=hook)
            for callback in self.callbacks:
                run = getattr(callback, name)
                run(batch)

    def train(callbacks):
        all = Callbacks(callbacks)
        all.start()
        all.batch("begin", 1)
        all.batch("end", 1)
        all.epoch_end()
"""


@pytest.mark.parametrize(
    ("caller", "known", "guessed"),
    [
        ("start", ["Callback.on_start"], []),
        (
            "epoch_end",
            ["History.on_epoch_end", "Progress.on_epoch_end"],
            ["Board.on_epoch_end", "Callback.on_epoch_end"],
        ),
        ("batch", ["Callback.on_batch_begin", "Callback.on_batch_end"], ["Board.on_batch_end"]),
    ],
)
def test_siblings_are_guessed_where_several_are_called(caller: str, known: list[str], guessed: list[str]) -> None:
    edges = [
        (edge.callee.partition(":")[2], edge.confidence)
        for edge in link_calls(program({"main.py": SOURCE}), []).edges
        if edge.caller == f"main:Callbacks.{caller}" and edge.callee.startswith("main:")
    ]
    assert sorted(callee for callee, confidence in edges if confidence != "candidate") == known
    assert sorted(callee for callee, confidence in edges if confidence == "candidate") == guessed


def _classes(count: int, base: str, body: str, name: str) -> str:
    return "".join(f"class {name}{number}{base}:\n    {body}\n" for number in range(count))


def _instances(count: int, name: str) -> str:
    return ", ".join(f"{name}{number}()" for number in range(count))


ASSIGN = "def assign(self): pass"
MIXED = f"""
class Variable:
    {ASSIGN}
{_classes(10, "(Variable)", ASSIGN, "Own")}
{_classes(4, "", ASSIGN, "Other")}
class Held:
    def __init__(self, assign):
        self.assign = assign

class Some:
    def __init__(self, thing):
        self.thing = thing

    def run(self):
        self.thing.assign()

class Others:
    def __init__(self, thing):
        self.thing = thing

    def run(self):
        self.thing.assign()

VARIABLES = [Variable(), {_instances(10, "Own")}, {", ".join(f"Held(lambda: {number})" for number in range(9))}]
for each in [*VARIABLES, {_instances(2, "Other")}]:
    Some(each).run()
for each in [*VARIABLES, {_instances(4, "Other")}]:
    Others(each).run()
"""


@pytest.mark.parametrize(("caller", "overriding"), [("Some", {f"Own{n}" for n in range(10)}), ("Others", set())])
def test_what_overrides_the_method_that_most_override_is_meant(caller: str, overriding: set[str]) -> None:
    linked = link_calls(program({"main.py": MIXED}), [])
    rules = {
        edge.callee.removeprefix("main:").removesuffix(".assign"): (edge.confidence, edge.rule)
        for edge in linked.edges
        if edge.caller == f"main:{caller}.run" and edge.callee.endswith(".assign")
    }
    assert {confidence for confidence, _ in rules.values()} == {"candidate"}
    assert {name for name, (_, rule) in rules.items() if rule == "override"} == overriding
    assert len(rules) == 11 + (2 if overriding else 4)
