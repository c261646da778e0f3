"""What a model offers besides training and running: its layers by name, its table, its files."""

from __future__ import annotations

from typing import Any

from ..counterpart import counterpart


def layers(self: Any) -> list[Any]:
    """The layers, first to last, without the input layer of a Sequential."""
    return list(self._layers)


@classmethod  # type: ignore[misc]
def from_config(cls: Any, config: dict[str, Any], custom_objects: Any = None) -> Any:
    """A model made from `get_config()`, of this implementation's or of Keras's."""
    from .configuration import model_from_config

    return model_from_config(cls, config, custom_objects)


@counterpart("keras.Model.get_layer")
def get_layer(self: Any, name: str | None = None, index: int | None = None) -> Any:
    """The layer of that name or place. Raises ValueError unless one of them is given, and if there is none such."""
    layers = self.layers
    if index is not None and name is not None:
        raise ValueError(f"Provide only a layer name or a layer index. Received: index={index}, name={name}.")
    if index is None and name is None:
        raise ValueError("Provide either a layer name or layer index at `get_layer`.")
    if index is not None:
        if index >= len(layers):
            raise ValueError(f"Was asked to retrieve layer at index {index} but model only has {len(layers)} layers.")
        return layers[index]
    for layer in layers:
        if layer.name == name:
            return layer
    known = [layer.name for layer in layers]
    raise ValueError(f"No such layer: {name}. Existing layers are: {known}.")


@counterpart("keras.Model.summary")
def summary(
    self: Any, line_length: int | None = None, positions: Any = None, print_fn: Any = None, expand_nested: bool = False,
    show_trainable: bool = False, layer_range: Any = None,
) -> None:  # fmt: skip
    """Print a table of the layers, their output shapes and numbers of parameters."""
    from .summary import print_summary

    print_summary(self, line_length, positions, print_fn, expand_nested, show_trainable, layer_range)


@counterpart("keras.Model.save_weights")
def save_weights(self: Any, filepath: Any, overwrite: bool = True, **_: Any) -> None:
    """Write all weights to a `.weights.h5` file in Keras's layout."""
    from ..saving import save_weights

    save_weights(self, filepath, overwrite=overwrite)


@counterpart("keras.Model.load_weights")
def load_weights(self: Any, filepath: Any, **options: Any) -> None:
    """Read weights that `save_weights`, or Keras's, wrote."""
    from ..saving import load_weights

    load_weights(self, filepath, **options)


@counterpart("keras.Model.save")
def save(self: Any, filepath: Any, overwrite: bool = True, **_: Any) -> None:
    """Write architecture, weights and compilation to one file."""
    from ..saving import save_model

    save_model(self, filepath, overwrite=overwrite)


def reset_states(self: Any) -> None:
    """Let all stateful layers start from zeros again."""
    for layer in self.sublayers():
        reset = getattr(layer, "reset_state", None)
        if layer is not self and reset is not None:
            reset()


reset_state = reset_states


def to_json(self: Any, **options: Any) -> str:
    """The model's configuration as JSON."""
    from .configuration import to_json

    return to_json(self, **options)


def to_keras(self: Any) -> Any:
    """The same model, with the same weights, in Keras."""
    from ..conversion import to_keras

    return to_keras(self)


def get_config(self: Any) -> dict[str, Any]:
    """The model's architecture as plain data, in Keras's form."""
    from .configuration import model_config

    return model_config(self)


def predict_classes(self: Any, x: Any, batch_size: int = 32, verbose: int = 0) -> Any:
    """Class numbers: the greatest output, or whether a single output is above one half (`Sequential` up to 2.5)."""
    found = self.predict(x, batch_size=batch_size, verbose=verbose)
    return found.argmax(axis=-1) if found.shape[-1] > 1 else (found > 0.5).astype("int32")


def predict_proba(self: Any, x: Any, batch_size: int = 32, verbose: int = 0) -> Any:
    """`predict`, as `Sequential` called it up to 2.5."""
    return self.predict(x, batch_size=batch_size, verbose=verbose)


def fit_generator(
    self: Any, generator: Any, steps_per_epoch: int | None = None, epochs: int = 1, verbose: Any = "auto",
    callbacks: Any = None, validation_data: Any = None, validation_steps: int | None = None, **others: Any
) -> Any:  # fmt: skip
    """`fit` of a generator, as it was called up to Keras 2.3."""
    return self.fit(
        generator, steps_per_epoch=steps_per_epoch, epochs=epochs, verbose=verbose, callbacks=callbacks,
        validation_data=validation_data, validation_steps=validation_steps, **others,
    )  # fmt: skip


def evaluate_generator(
    self: Any, generator: Any, steps: int | None = None, callbacks: Any = None, verbose: Any = 0, **_: Any
) -> Any:
    """`evaluate` of a generator, as it was called up to Keras 2.3."""
    return self.evaluate(generator, steps=steps, callbacks=callbacks, verbose=verbose)


def predict_generator(
    self: Any, generator: Any, steps: int | None = None, callbacks: Any = None, verbose: Any = 0, **_: Any
) -> Any:
    """`predict` of a generator, as it was called up to Keras 2.3."""
    return self.predict(generator, steps=steps, callbacks=callbacks, verbose=verbose)
