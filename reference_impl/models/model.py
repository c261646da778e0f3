"""The base class of models: a layer that can be trained."""

from __future__ import annotations

from typing import Any

from ..counterpart import counterpart
from ..layers.base import Layer
from ..lazy import elsewhere
from ..trainer import Trainer


@counterpart("keras.Model")
class Model(Trainer, Layer):
    """`Model(inputs, outputs)` makes a functional model; a subclass defines `call` itself."""

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        if cls is Model and (len(args) >= 2 or {"inputs", "outputs"} <= set(kwargs) or (args and "outputs" in kwargs)):
            from .functional import Functional

            return Functional.__new__(Functional)
        return super().__new__(cls)

    def __init__(
        self, *args: Any, trainable: bool = True, name: str | None = None, dtype: Any = None, **kwargs: Any
    ) -> None:
        Trainer.__init__(self)
        Layer.__init__(self, trainable=trainable, name=name, dtype=dtype)
        if args or "inputs" in kwargs or "outputs" in kwargs:
            from .functional import make_functional

            make_functional(self, *args, **kwargs)
        elif kwargs:
            raise TypeError(f"Unrecognized keyword arguments passed to {type(self).__name__}: {kwargs}")

    def build(self, input_shape: Any) -> None:
        """A subclassed model builds its layers when first called."""

    def ensure_built(self, inputs: Any) -> None:  # noqa: ARG002
        self.built = True

    @property
    def layers(self) -> list[Layer]:
        return list(self._layers)

    get_layer = elsewhere(".models.attributes")

    summary = elsewhere(".models.attributes")

    save_weights = elsewhere(".models.attributes")

    load_weights = elsewhere(".models.attributes")

    save = elsewhere(".models.attributes")

    reset_states = elsewhere(".models.attributes")

    reset_state = reset_states

    to_json = elsewhere(".models.attributes")

    to_keras = elsewhere(".models.attributes")

    get_config = elsewhere(".models.attributes")

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: Any = None) -> Any:
        from .configuration import model_from_config

        return model_from_config(cls, config, custom_objects)

    predict_classes = elsewhere(".models.attributes")

    predict_proba = elsewhere(".models.attributes")
