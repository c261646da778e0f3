"""What is called while a model trains, and the history of its epochs; as `keras.callbacks`."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ..counterpart import counterpart
from ..lazy import Catalog

if TYPE_CHECKING:
    from .names import *

_CATALOG = Catalog(__name__, "callback", {"..callbacks": "History"})
__getattr__, __dir__ = _CATALOG.attribute, _CATALOG.public
Logs = dict[str, Any] | None


def _nothing(self: Any, *args: Any, **kwargs: Any) -> None:
    """Override it to be called here, with the epoch's or batch's number and `logs`: name -> loss or metric."""


@counterpart("keras.callbacks.Callback")
class Callback:
    """Override the methods whose calls you want: `on_epoch_end(self, epoch, logs=None)`, `on_train_begin(self)`."""

    model: Any = None
    params: dict[str, Any]
    validation_data: Any = None
    on_epoch_begin = on_epoch_end = on_batch_begin = on_batch_end = _nothing
    on_test_batch_begin = on_test_batch_end = on_predict_batch_begin = on_predict_batch_end = _nothing
    on_train_begin = on_train_end = on_test_begin = on_test_end = on_predict_begin = on_predict_end = _nothing

    def set_params(self, params: dict[str, Any]) -> None:
        self.params = params

    def set_model(self, model: Any) -> None:
        self.model = model

    def on_train_batch_begin(self, batch: int, logs: Logs = None) -> None:
        self.on_batch_begin(batch, logs)

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        self.on_batch_end(batch, logs)


@counterpart("keras.callbacks.History")
class History(Callback):
    """`epoch`: the numbers of the epochs; `history`: name -> value an epoch."""

    def __init__(self) -> None:
        self.history, self.epoch = dict[str, list[Any]](), list[int]()

    def set_model(self, model: Any) -> None:
        self.model, model.history = model, self

    def per_batch(self, kind: str) -> bool:  # noqa: ARG002
        """Whether it wants to hear of batches of this kind."""
        return False

    def on_train_begin(self, logs: Logs = None) -> None:  # noqa: ARG002
        self.epoch = []

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        self.epoch.append(epoch)
        for name, value in (logs or {}).items():
            self.history.setdefault(name, []).append(value)


def callback_list(callbacks: Any, model: Any, verbose: Any, epochs: int, steps: int | None) -> Any:
    """Those whom `fit` calls: the history alone, where nothing else is asked for."""
    if callbacks or verbose != 0:
        found = import_module(".listeners", __package__).CallbackList
        return found.of(callbacks, model, verbose, epochs, steps, history=True)
    history = History()
    history.set_params({"verbose": verbose, "epochs": epochs, "steps": steps})
    history.set_model(model)
    return history
