"""A stack of layers."""

import weakref
from collections.abc import Iterable, Sequence
from typing import Any

from ..backend.base import Value
from ..config import auto_name
from ..counterpart import counterpart
from ..layers.base import Layer
from ..layers.input_layer import InputLayer
from ..lazy import elsewhere
from .model import Model


@counterpart("keras.Sequential")
class Sequential(Model):
    """Layers one after the other, each with one input and one output."""

    pop = take_inputs_of = check_several = convert_unlike = call_in_full = elsewhere(".models.sequential_attributes")
    refuse = compute_output_shape = symbolic_tensors = refuse_shape = elsewhere(".models.sequential_attributes")
    inputs = outputs = input = output = input_shape = elsewhere(".models.sequential_attributes", is_property=True)
    output_shape = batch_input_shape_of_inputs = elsewhere(".models.sequential_attributes", is_property=True)
    input_dtype = elsewhere(".models.sequential_attributes", is_property=True)

    has_one_output = True
    _input_layer: InputLayer | None = None
    _several: Sequence[Any] = ()
    _tensors: Sequence[Any] = ()
    _shapes: Sequence[Any] = ()

    def __init__(self, layers: Iterable[Any] | None = None, trainable: bool = True, name: str | None = None) -> None:
        super().__init__(trainable=trainable, name=name)
        given = list(layers or ())
        for i, layer in enumerate(given, 1):
            self.add(layer, rebuild=i == len(given))

    @counterpart("keras.Sequential.add")
    def add(self, layer: Any, rebuild: bool = True) -> None:
        """Put a layer on top; it is built at once if the model's input shape is known.

        Raises ValueError for what is no layer, a name already taken, or a layer that does not fit.
        """
        layer = getattr(layer, "keras_history", (layer,))[0]
        is_first, is_input = not self._layers and self._input_layer is None, isinstance(layer, InputLayer)
        is_taken = any(getattr(layer, "name", None) == known.name for known in self._layers)
        if not isinstance(layer, Layer) or (is_input and not is_first) or is_taken:
            self.refuse(layer)
        if is_input:
            self._input_layer = layer
            return
        if is_first and isinstance(layer, Model):
            self.take_inputs_of(layer)
        elif is_first and layer._batch_input_shape is not None:
            self._input_layer = InputLayer(batch_shape=layer._batch_input_shape)
        self._layers.append(layer)
        layer.__dict__["_sequential"] = weakref.ref(self)
        self.forget_functions()
        if rebuild and self._known_shape() is not None:
            auto_name("Functional")  # Keras makes a functional model here, which takes a name
            self.build()

    def _known_shape(self) -> Any:
        several = [tensor.shape for tensor in self._several]
        return several or (self._input_layer and self._input_layer.batch_shape)

    def build(self, input_shape: Any = None) -> None:
        """Build each layer that is not yet, for inputs of this shape (batch first)."""
        input_shape = self._known_shape() if input_shape is None else input_shape
        if input_shape is None or not self._layers:
            raise ValueError(f"Sequential model {self.name} cannot be built without layers and an input shape.")
        shapes = [input_shape if isinstance(input_shape, list) else tuple(input_shape)]
        for layer in self._layers:
            if layer.built:
                layer.check_shape(shapes[-1])
            else:
                layer.build_once(shapes[-1], within=self.name)
            layer.__dict__["_seen_shape"] = shapes[-1]
            shapes.append(layer.compute_output_shape(shapes[-1]))
        self._shapes, self.built = shapes, True
        self._plain = all(_is_plain(layer) and layer.dtype == self._layers[0].dtype for layer in self._layers)

    def ensure_built(self, inputs: Value) -> None:
        if not self.built or len(self._shapes) != len(self._layers) + 1:
            self.build((None, *inputs.shape[1:]))

    def check_input(self, inputs: Any) -> None:
        """Raises ValueError when the inputs' shape is not what the model was built for (any number of samples fits)."""
        if self._several or isinstance(inputs, list):
            self.check_several(inputs)
            return
        expected, found = self._shapes[0], tuple(inputs.shape)
        self._layers[0].check_shape(found)
        fits = len(expected) == len(found) and all(e in (None, f) for e, f in zip(expected[1:], found[1:], strict=True))
        if not fits and (self._input_layer is not None or len(expected) != len(found)):
            self.refuse_shape(expected, found)

    def convert(self, inputs: Any) -> Any:
        """Inputs as values of the backend, in the input layer's dtype."""
        layer = self._input_layer
        if layer is not None and len(getattr(inputs, "shape", ())) == len(layer.batch_shape):
            return self.ops.tensor(inputs, layer.dtype)
        return self.convert_unlike(inputs)

    def run(self, inputs: Any, *args: Any, **kwargs: Any) -> Any:
        """The last layer's output. Where no layer needs more than its `call`, nothing else is done."""
        plain = self._plain and not args and "mask" not in kwargs and self.ops.note(inputs, "mask") is None
        return self.call(inputs, **kwargs) if plain else super().run(inputs, *args, **kwargs)

    def call(self, inputs: Value, training: bool | None = None, mask: Value = None) -> Value:
        if not self._plain or mask is not None or getattr(inputs, "shape", ())[1:] != self._shapes[0][1:]:
            return self.call_in_full(inputs, training, mask)
        for layer in self._layers:
            inputs = layer.call(inputs, training=training) if "training" in layer._accepts else layer.call(inputs)
        return inputs


def _is_plain(layer: Layer) -> bool:
    """Whether `layer.call` alone is all that calling the layer does, once built: no masks, penalties, conversions."""
    known = not any(inner._records_operators or isinstance(inner, Model) for inner in layer.sublayers())
    return known and layer.activity_regularizer is None and not layer.mask_zero
