"""The base class of models: a layer that can be trained."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from ..counterpart import counterpart
from ..layers.base import Layer
from ..lazy import elsewhere
from ..trainer import Trainer


@counterpart("keras.Model")
class Model(Trainer, Layer):
    """`Model(inputs, outputs)` makes a functional model; a subclass defines `call` itself."""

    get_layer = summary = save_weights = load_weights = save = reset_states = elsewhere(".models.attributes")
    reset_state = to_json = to_keras = get_config = predict_classes = predict_proba = elsewhere(".models.attributes")

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        if cls is Model and (len(args) >= 2 or {"inputs", "outputs"} <= set(kwargs) or (args and "outputs" in kwargs)):
            functional = import_module(".functional", __package__).Functional
            return functional.__new__(functional)
        return super().__new__(cls)

    def __init__(
        self, *args: Any, trainable: bool = True, name: str | None = None, dtype: Any = None, **kwargs: Any
    ) -> None:  # fmt: skip
        Trainer.__init__(self)
        Layer.__init__(self, trainable=trainable, name=name, dtype=dtype)
        if args or kwargs:
            import_module(".functional", __package__).make_functional(self, *args, **kwargs)

    def build(self, input_shape: Any) -> None:
        """A subclassed model builds its layers when first called."""

    def ensure_built(self, inputs: Any) -> None:  # noqa: ARG002
        self.built = True

    @property
    def layers(self) -> list[Layer]:
        """The layers, first to last, without the input layer of a Sequential."""
        return list(self._layers)

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: Any = None) -> Any:
        """A model made from `get_config()`, of this implementation's or of Keras's."""
        return import_module(".configuration", __package__).model_from_config(cls, config, custom_objects)
