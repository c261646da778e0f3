"""The base class of models: a layer that can be trained."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..counterpart import counterpart
from ..layers.base import Layer
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

    def build(self, input_shape: Any) -> None:  # noqa: ARG002
        """A subclassed model builds its layers when first called."""

    def ensure_built(self, inputs: Any) -> None:  # noqa: ARG002
        self.built = True

    @property
    def layers(self) -> list[Layer]:
        return list(self._layers)

    @counterpart("keras.Model.get_layer")
    def get_layer(self, name: str | None = None, index: int | None = None) -> Layer:
        """The layer of that name or place. Raises ValueError if there is none, listing the names there are."""
        layers = self.layers
        if index is not None and name is None:
            if index >= len(layers):
                raise ValueError(
                    f"Was asked to retrieve layer at index {index} but model only has {len(layers)} layers."
                )
            return layers[index]
        for layer in layers:
            if layer.name == name:
                return layer
        known = [layer.name for layer in layers]
        raise ValueError(f"No such layer: {name}. Existing layers are: {known}.")

    @counterpart("keras.Model.summary")
    def summary(
        self, line_length: int | None = None, positions: Any = None, print_fn: Any = None, expand_nested: bool = False,
        show_trainable: bool = False, layer_range: Any = None,
    ) -> None:  # fmt: skip
        """Print a table of the layers, their output shapes and numbers of parameters."""
        from .summary import print_summary

        print_summary(self, line_length, positions, print_fn, expand_nested, show_trainable, layer_range)

    @counterpart("keras.Model.save_weights")
    def save_weights(self, filepath: Any, overwrite: bool = True, **_: Any) -> None:
        """Write all weights to a `.weights.h5` file in Keras's layout."""
        from ..saving import save_weights

        save_weights(self, filepath, overwrite=overwrite)

    @counterpart("keras.Model.load_weights")
    def load_weights(self, filepath: Any, **options: Any) -> None:
        """Read weights that `save_weights`, or Keras's, wrote."""
        from ..saving import load_weights

        load_weights(self, filepath, **options)

    @counterpart("keras.Model.save")
    def save(self, filepath: Any, overwrite: bool = True, **_: Any) -> None:
        """Write architecture, weights and compilation to one file."""
        from ..saving import save_model

        save_model(self, filepath, overwrite=overwrite)

    def reset_states(self) -> None:
        """Let all stateful layers start from zeros again."""
        for layer in self.sublayers():
            reset = getattr(layer, "reset_state", None)
            if layer is not self and reset is not None:
                reset()

    reset_state = reset_states

    def to_json(self, **options: Any) -> str:
        """The model's configuration as JSON."""
        from .configuration import to_json

        return to_json(self, **options)

    def to_keras(self) -> Any:
        """The same model, with the same weights, in Keras."""
        from ..conversion import to_keras

        return to_keras(self)

    def get_config(self) -> dict[str, Any]:
        """The model's architecture as plain data, in Keras's form."""
        from .configuration import model_config

        return model_config(self)

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: Any = None) -> Any:
        from .configuration import model_from_config

        return model_from_config(cls, config, custom_objects)

    def predict_classes(self, x: Any, batch_size: int = 32, verbose: int = 0) -> np.ndarray:
        """Class numbers: the greatest output, or whether a single output is above one half (`Sequential` up to 2.5)."""
        found = self.predict(x, batch_size=batch_size, verbose=verbose)
        return found.argmax(axis=-1) if found.shape[-1] > 1 else (found > 0.5).astype("int32")

    def predict_proba(self, x: Any, batch_size: int = 32, verbose: int = 0) -> Any:
        """`predict`, as `Sequential` called it up to 2.5."""
        return self.predict(x, batch_size=batch_size, verbose=verbose)
