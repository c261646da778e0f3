"""What is called while a model trains, and the history of its epochs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..counterpart import counterpart

Logs = dict[str, Any] | None


@counterpart("keras.callbacks.Callback")
class Callback:
    """Override the methods whose calls you want; `logs` maps names of losses and metrics to numbers."""

    model: Any = None
    params: dict[str, Any]
    validation_data: Any = None

    def set_params(self, params: dict[str, Any]) -> None:
        self.params = params

    def set_model(self, model: Any) -> None:
        self.model = model

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None: ...
    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None: ...
    def on_batch_begin(self, batch: int, logs: Logs = None) -> None: ...
    def on_batch_end(self, batch: int, logs: Logs = None) -> None: ...

    def on_train_batch_begin(self, batch: int, logs: Logs = None) -> None:
        self.on_batch_begin(batch, logs)

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        self.on_batch_end(batch, logs)

    def on_test_batch_begin(self, batch: int, logs: Logs = None) -> None: ...
    def on_test_batch_end(self, batch: int, logs: Logs = None) -> None: ...
    def on_predict_batch_begin(self, batch: int, logs: Logs = None) -> None: ...
    def on_predict_batch_end(self, batch: int, logs: Logs = None) -> None: ...
    def on_train_begin(self, logs: Logs = None) -> None: ...
    def on_train_end(self, logs: Logs = None) -> None: ...
    def on_test_begin(self, logs: Logs = None) -> None: ...
    def on_test_end(self, logs: Logs = None) -> None: ...
    def on_predict_begin(self, logs: Logs = None) -> None: ...
    def on_predict_end(self, logs: Logs = None) -> None: ...


@counterpart("keras.callbacks.History")
class History(Callback):
    """`epoch`: the numbers of the epochs; `history`: name -> value an epoch."""

    def __init__(self) -> None:
        self.history: dict[str, list[Any]] = {}
        self.epoch: list[int] = []

    def on_train_begin(self, logs: Logs = None) -> None:  # noqa: ARG002
        self.epoch = []

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        self.epoch.append(epoch)
        for name, value in (logs or {}).items():
            self.history.setdefault(name, []).append(value)
        self.model.history = self


@counterpart("keras.callbacks.CallbackList")
class CallbackList:
    """Calls every callback; batches cost nothing unless a callback overrides a method for them."""

    def __init__(
        self, callbacks: Sequence[Any] | None = None, add_history: bool = False, add_progbar: bool = False,
        model: Any = None, **params: Any
    ) -> None:  # fmt: skip
        self.callbacks = list(callbacks) if isinstance(callbacks, (list, tuple)) else [callbacks] if callbacks else []
        if add_progbar and not any(type(c).__name__ == "ProgbarLogger" for c in self.callbacks):
            from .progress import ProgbarLogger

            self.callbacks.append(ProgbarLogger())
        histories = [c for c in self.callbacks if isinstance(c, History)]
        self.history = histories[0] if histories else History()
        if add_history and not histories:
            self.callbacks.append(self.history)
        self.params = params
        for c in self.callbacks:
            c.set_params(params)  # type: ignore[union-attr]
            c.set_model(model)  # type: ignore[union-attr]
        self._batch = {
            f"on_{kind}_batch_{edge}": [c for c in self.callbacks if _overrides(c, kind, edge)]
            for kind in ("train", "test", "predict") for edge in ("begin", "end")
        }  # fmt: skip

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
        return bool(self._batch[f"on_{kind}_batch_begin"] or self._batch[f"on_{kind}_batch_end"])

    def on_batch_begin(self, kind: str, batch: int) -> None:
        for c in self._batch[f"on_{kind}_batch_begin"]:
            getattr(c, f"on_{kind}_batch_begin")(batch, {})

    def on_batch_end(self, kind: str, batch: int, logs: Callable[[], dict[str, Any]]) -> None:
        """`logs` is called only by those that need the numbers now (the progress bar does not, between redraws)."""
        for c in self._batch[f"on_{kind}_batch_end"]:
            lazy = getattr(c, "takes_lazy_logs", False)
            getattr(c, f"on_{kind}_batch_end")(batch, logs if lazy else logs())

    def __getattr__(self, name: str) -> Any:
        """`on_train_begin`, `on_epoch_end` and the like: call it on every callback."""
        if not name.startswith("on_"):
            raise AttributeError(name)

        def call(*args: Any) -> None:
            given = (*args, {})[: 2 if "epoch" in name else 1]  # users' methods may want `logs` where there are none
            for c in self.callbacks:
                getattr(c, name)(*given)

        return call


def _overrides(callback: Any, kind: str, edge: str) -> bool:
    names = [f"on_{kind}_batch_{edge}"] + ([f"on_batch_{edge}"] if kind == "train" else [])
    return any(
        n in vars(callback) or getattr(type(callback), n, None) is not getattr(Callback, n) for n in names
    )  # fmt: skip
