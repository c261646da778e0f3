"""A stack of layers."""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from typing import Any

from ..backend.base import Value
from ..config import auto_name
from ..counterpart import counterpart
from ..layers.base import Layer, map_values
from ..layers.input_layer import InputLayer
from ..lazy import elsewhere
from .model import Model


@counterpart("keras.Sequential")
class Sequential(Model):
    """Layers one after the other, each with one input and one output."""

    def __init__(self, layers: Sequence[Any] | None = None, trainable: bool = True, name: str | None = None) -> None:
        super().__init__(trainable=trainable, name=name)
        self._input_layer: InputLayer | None = None
        self._several: list[Any] = []
        self._shapes: list[Any] = []
        self._tensors: list[Any] = []
        for layer in layers or ():
            self._append(layer)
        self._build_as_far_as_known()

    @counterpart("keras.Sequential.add")
    def add(self, layer: Any, rebuild: bool = True) -> None:
        """Put a layer on top; it is built at once if the model's input shape is known.

        Raises TypeError for what is no layer, ValueError for a name already taken or a layer that does not fit.
        """
        self._append(layer)
        if rebuild:
            self._build_as_far_as_known()

    pop = elsewhere(".models.sequential_attributes")

    def _append(self, layer: Any) -> None:
        layer = getattr(layer, "keras_history", (layer,))[0]
        if not isinstance(layer, Layer):
            raise TypeError(
                "Only instances of `keras.Layer` can be added to a Sequential model. "
                f"Received: {layer} (of type {type(layer)})"
            )
        if any(layer.name == known.name for known in self._layers):
            raise ValueError(
                "All layers added to a Sequential model should have unique names. "
                f"Name '{layer.name}' is already the name of a layer in this model. "
                "Update the `name` argument to pass a unique name."
            )
        if isinstance(layer, InputLayer):
            if self._layers or self._input_layer is not None:
                raise ValueError(f"Sequential model '{self.name}' has already been configured to use another input.")
            self._input_layer = layer
            return
        if not self._layers and self._input_layer is None:
            if isinstance(layer, Model):
                self._take_inputs_of(layer)
            elif layer._batch_input_shape is not None:
                self._input_layer = InputLayer(batch_shape=layer._batch_input_shape)
        self._layers.append(layer)
        layer.__dict__["_sequential"] = weakref.ref(self)
        self.forget_functions()

    _take_inputs_of = elsewhere(".models.sequential_attributes")

    def _known_shape(self) -> Any:
        if self._several:
            return [tensor.shape for tensor in self._several]
        return self._input_layer.batch_shape if self._input_layer is not None else None

    def _build_as_far_as_known(self) -> None:
        if self._known_shape() is not None and self._layers:
            auto_name("Functional")  # Keras makes a functional model here, which takes a name
            self.build()

    def build(self, input_shape: Any = None) -> None:
        """Build each layer that is not yet, for inputs of this shape (batch first)."""
        if input_shape is None:
            input_shape = self._known_shape()
        if input_shape is None or not self._layers:
            raise ValueError(f"Sequential model {self.name} cannot be built without layers and an input shape.")
        shapes = [input_shape if isinstance(input_shape, list) else tuple(input_shape)]
        for i, layer in enumerate(self._layers):
            if not layer.built:
                layer.build_once(shapes[i])
            elif layer.input_spec is not None:
                layer.input_spec.check(shapes[i], layer.name)  # type: ignore[arg-type]
            layer.__dict__.setdefault("_build_shape", shapes[i])
            shapes.append(layer.compute_output_shape(shapes[i]))
        self._shapes, self.built = shapes, True
        self._plain = all(_is_plain(layer) and layer.dtype == self._layers[0].dtype for layer in self._layers)

    def ensure_built(self, inputs: Value) -> None:
        if not self.built or len(self._shapes) != len(self._layers) + 1:
            self.build((None, *inputs.shape[1:]))

    def check_input(self, inputs: Any) -> None:
        if self._several:
            self._layers[0].check_input(inputs)
            return
        if isinstance(inputs, list):
            raise ValueError(f"Layer '{self.name}' expects 1 input(s), but it received {len(inputs)} input tensors.")
        expected, found = self._shapes[0], tuple(inputs.shape)
        matches = len(expected) == len(found) and all(e in (None, f) for e, f in zip(expected, found, strict=True))
        if self._layers[0].input_spec is not None:
            self._layers[0].input_spec.check(found, self._layers[0].name)
        if not matches and (self._input_layer is not None or len(expected) != len(found)):
            raise ValueError(
                f'Input 0 of layer "{self.name}" is incompatible with the layer: expected shape={expected}, '
                f"found shape={found}"
            )

    def convert(self, inputs: Any) -> Any:
        """Inputs in the input layer's dtype, with a last axis of 1 added or dropped if that makes them fit."""
        if self._several:
            return self._layers[0].convert(inputs)
        if isinstance(inputs, (list, tuple)) and len(inputs) == 1:
            inputs = inputs[0]
        if isinstance(inputs, dict) and len(inputs) == 1:
            inputs = next(iter(inputs.values()))
        ops, layer = self.ops, self._input_layer
        dtype = layer.dtype if layer is not None else None
        x = map_values(lambda v: ops.tensor(v, dtype), inputs) if dtype else super().convert(inputs)
        if layer is not None and hasattr(x, "shape"):
            rank, shape = len(layer.batch_shape), tuple(x.shape)
            if len(shape) == rank + 1 and shape[-1] == 1:
                return ops.squeeze(x, -1)
            if len(shape) == rank - 1 and layer.batch_shape[-1] == 1:
                return ops.expand_dims(x, -1)
        return x

    def run(self, inputs: Any, *args: Any, **kwargs: Any) -> Any:
        plain = self._plain and not args and "mask" not in kwargs and self.ops.note(inputs, "mask") is None
        return self.call(inputs, **kwargs) if plain else super().run(inputs, *args, **kwargs)

    def call(self, inputs: Value, training: bool | None = None, mask: Value = None) -> Value:
        if self._plain and mask is None:
            for layer in self._layers:
                inputs = layer.call(inputs, training=training) if "training" in layer._accepts else layer.call(inputs)
            return inputs
        if mask is not None:
            inputs = self.ops.annotate(self.ops.identity(inputs), mask=mask)
        for layer in self._layers:
            inputs = layer(inputs, training=training)
        return inputs

    def compute_mask(self, inputs: Value, previous_mask: Value = None) -> Value:  # noqa: ARG002
        return None

    compute_output_shape = elsewhere(".models.sequential_attributes")

    @property
    def layers(self) -> list[Layer]:
        """The layers, first to last, without the input layer."""
        return list(self._layers)

    symbolic_tensors = elsewhere(".models.sequential_attributes")

    inputs = elsewhere(".models.sequential_attributes", is_property=True)

    outputs = elsewhere(".models.sequential_attributes", is_property=True)

    input = elsewhere(".models.sequential_attributes", is_property=True)

    output = elsewhere(".models.sequential_attributes", is_property=True)

    input_shape = elsewhere(".models.sequential_attributes", is_property=True)

    output_shape = elsewhere(".models.sequential_attributes", is_property=True)

    batch_input_shape_of_inputs = elsewhere(".models.sequential_attributes", is_property=True)

    input_dtype = elsewhere(".models.sequential_attributes", is_property=True)


def _is_plain(layer: Layer) -> bool:
    """Whether `layer.call` alone is all that calling the layer does, once built: no masks, penalties, conversions."""
    ours = type(layer).__module__.partition(".")[0] == __name__.partition(".")[0]
    return ours and layer.activity_regularizer is None and not isinstance(layer, Model) and not layer.mask_zero
