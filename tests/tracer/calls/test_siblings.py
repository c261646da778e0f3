"""Methods of the classes that a user may pass, proposed where others of their hierarchy are called."""

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
