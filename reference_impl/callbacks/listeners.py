"""The list of callbacks that a model calls."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

from ..counterpart import counterpart
from . import Callback, History


@counterpart("keras.callbacks.CallbackList")
class CallbackList:
    """Calls every callback; batches cost nothing unless a callback overrides a method for them."""

    def __init__(
        self, callbacks: Any = None, add_history: bool = False, add_progbar: bool = False, model: Any = None,
        **params: Any
    ) -> None:  # fmt: skip
        given = callbacks if isinstance(callbacks, (list, tuple)) else [callbacks]
        self.callbacks: list[Any] = [c for c in given if c is not None]
        if add_progbar and not any(type(c).__name__ == "ProgbarLogger" for c in self.callbacks):
            self.callbacks.append(import_module(".progress", __package__).ProgbarLogger())
        self.history = next((c for c in self.callbacks if isinstance(c, History)), None) or History()
        if add_history and self.history not in self.callbacks:
            self.callbacks.append(self.history)
        self.params = params
        for c in self.callbacks:
            c.set_params(params)
            c.set_model(model)
        kinds = [(kind, edge) for kind in ("train", "test", "predict") for edge in ("begin", "end")]
        self._batch = {pair: [c for c in self.callbacks if _overrides(c, *pair)] for pair in kinds}

    @classmethod
    def of(
        cls, callbacks: Any, model: Any, verbose: Any, epochs: int, steps: int | None, history: bool = False
    ) -> CallbackList:
        """The list given, or one made of what was given."""
        if isinstance(callbacks, cls):
            return callbacks
        return cls(callbacks, history, verbose != 0, model, verbose=verbose, epochs=epochs, steps=steps)

    def per_batch(self, kind: str) -> bool:
        """Whether any callback wants to hear of batches of this kind."""
        return bool(self._batch[kind, "begin"] or self._batch[kind, "end"])

    def on_batch_begin(self, kind: str, batch: int) -> None:
        for c in self._batch[kind, "begin"]:
            getattr(c, f"on_{kind}_batch_begin")(batch, {})

    def on_batch_end(self, kind: str, batch: int, logs: Callable[[], dict[str, Any]]) -> None:
        """`logs` is called only by those that need the numbers now (the progress bar does not, between redraws)."""
        for c in self._batch[kind, "end"]:
            getattr(c, f"on_{kind}_batch_end")(batch, logs if getattr(c, "takes_lazy_logs", False) else logs())

    def _call(self, name: str, *args: Any) -> None:
        given = (*args, {})[: 2 if "epoch" in name else 1]  # users' methods may want `logs` where there are none
        for c in self.callbacks:
            getattr(c, name)(*given)

    def __getattr__(self, name: str) -> Any:
        """`on_train_begin`, `on_epoch_end` and the like: call it on every callback."""
        if not name.startswith("on_"):
            raise AttributeError(name)
        return partial(self._call, name)


def _overrides(callback: Any, kind: str, edge: str) -> bool:
    names = [f"on_{kind}_batch_{edge}"] + ([f"on_batch_{edge}"] if kind == "train" else [])
    return any(n in vars(callback) or getattr(type(callback), n, None) is not getattr(Callback, n) for n in names)
