"""The base class of models: a layer that can be trained."""

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
    from_config = fit_generator = evaluate_generator = predict_generator = elsewhere(".models.attributes")
    layers = elsewhere(".models.attributes", is_property=True)

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        is_graph = cls is Model and len(args) + ("inputs" in kwargs) + ("outputs" in kwargs) >= 2
        return super().__new__(import_module(".functional", __package__).Functional if is_graph else cls)

    def __init__(
        self, *args: Any, trainable: bool = True, name: str | None = None, dtype: Any = None, **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(trainable=trainable, name=name, dtype=dtype)
        if args or kwargs:
            import_module(".functional", __package__).make_functional(self, *args, **kwargs)

    def build(self, input_shape: Any) -> None:
        """A subclassed model builds its layers when first called."""

    def ensure_built(self, inputs: Any) -> None:  # noqa: ARG002
        self.built = True
