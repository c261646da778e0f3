"""What a Sequential offers besides `add`: taking layers off, its symbolic tensors and shapes."""

from __future__ import annotations

from typing import Any

from ..backend.base import map_values
from ..counterpart import counterpart
from ..layers.base import Layer
from ..layers.input_layer import InputLayer
from .model import Model
from .symbolic import call_symbolic, leaves
from .tensors import KerasTensor, input_tensor


@counterpart("keras.Sequential.pop")
def pop(self: Any, rebuild: bool = True) -> Any:
    """Take the top layer off and return it. Raises TypeError if there is none."""
    if not self._layers:
        raise TypeError("There are no layers in the model.")
    layer = self._layers.pop()
    self._shapes, self._tensors = self._shapes[: len(self._layers) + 1], self._tensors[: len(self._layers) + 1]
    self.forget_functions()
    if not self._layers and self._input_layer is None:
        self.built = False
    return layer


def take_inputs_of(self: Any, layer: Any) -> None:
    """The first layer may say what it expects; a model as first layer may have several inputs."""
    graph = getattr(layer, "graph", None)
    tensors = leaves(graph.inputs) if graph is not None else []
    if len(tensors) > 1:
        self._several = tensors
        return
    shape = tensors[0].shape if tensors else getattr(layer, "_batch_input_shape", None)
    shape = shape or getattr(layer, "batch_input_shape_of_inputs", None)
    if shape is not None:
        dtype = tensors[0].dtype if tensors else getattr(layer, "input_dtype", None)
        self._input_layer = InputLayer(batch_shape=shape, dtype=dtype)


def refuse(self: Any, layer: Any) -> None:
    """Raises ValueError, saying why the layer cannot be added."""
    if not isinstance(layer, Layer):
        raise ValueError(
            "Only instances of `keras.Layer` can be added to a Sequential model. "
            f"Received: {layer} (of type {type(layer)})"
        )
    if any(layer.name == known.name for known in self._layers):
        raise ValueError(
            "All layers added to a Sequential model should have unique names. "
            f"Name '{layer.name}' is already the name of a layer in this model. "
            "Update the `name` argument to pass a unique name."
        )
    raise ValueError(f"Sequential model '{self.name}' has already been configured to use another input.")


def refuse_shape(self: Any, expected: Any, found: Any) -> None:
    """Raises ValueError: the inputs' shape is not what the model was built for."""
    raise ValueError(
        f'Input 0 of layer "{self.name}" is incompatible with the layer: expected shape={expected}, found shape={found}'
    )


def check_several(self: Any, inputs: Any) -> None:
    """Raises ValueError when the inputs are not those of the first layer, a model with several."""
    if not self._several:
        raise ValueError(f"Layer '{self.name}' expects 1 input(s), but it received {len(inputs)} input tensors.")
    self._layers[0].check_input(inputs)


def convert_unlike(self: Any, inputs: Any) -> Any:
    """Inputs other than one array of the expected rank: a last axis of 1 is added or dropped if that makes it fit."""
    if self._several:
        return self._layers[0].convert(inputs)
    if isinstance(inputs, (list, tuple)) and len(inputs) == 1:
        inputs = inputs[0]
    if isinstance(inputs, dict) and len(inputs) == 1:
        name, inputs = next(iter(inputs.items()))
        if self._input_layer is not None and name != self._input_layer.name:
            raise ValueError(
                "The structure of `inputs` doesn't match the expected structure.\n"
                f"Expected: {self._input_layer.name}\nReceived: inputs with the key {name!r}"
            )
    ops, layer = self.ops, self._input_layer
    if layer is None:
        return Model.convert(self, inputs)
    x = map_values(lambda v: ops.tensor(v, layer.dtype), inputs)
    if hasattr(x, "shape"):
        rank, shape = len(layer.batch_shape), tuple(x.shape)
        if len(shape) == rank + 1 and shape[-1] == 1:
            return ops.squeeze(x, -1)
        if len(shape) == rank - 1 and layer.batch_shape[-1] == 1:
            return ops.expand_dims(x, -1)
    return x


def call_in_full(self: Any, inputs: Any, training: bool | None, mask: Any) -> Any:
    """The layers called one after the other, each with all that calling it does."""
    if not self._several and len(getattr(inputs, "shape", ())) != len(self._shapes[0]):
        inputs = self.convert_unlike(inputs)
    if mask is not None:
        inputs = self.ops.annotate(self.ops.identity(inputs), mask=mask)
    for layer in self._layers:
        inputs = layer(inputs, training=training)
    return inputs


def compute_output_shape(self: Any, input_shape: Any) -> Any:
    for layer in self._layers:
        input_shape = layer.compute_output_shape(input_shape)
    return input_shape


def symbolic_tensors(self: Any) -> Any:
    """The inputs, and the output of each layer, as symbolic tensors. Raises AttributeError before it is built."""
    if not self.built:
        raise AttributeError(
            f"Sequential model '{self.name}' has no defined input and outputs yet. Build it, or call it on data."
        )
    if not self._tensors:
        if self._input_layer is None and not self._several:
            self._input_layer = InputLayer(batch_shape=self._shapes[0])
        self._tensors = [self._several or input_tensor(self._input_layer)]
    for layer in self._layers[len(self._tensors) - 1 :]:
        self._tensors.append(call_symbolic(layer, self._tensors[-1]))
    return self._tensors


def inputs(self: Any) -> list[KerasTensor]:
    return leaves(self.symbolic_tensors()[0])


def outputs(self: Any) -> list[KerasTensor]:
    return leaves(self.symbolic_tensors()[-1])


def input(self: Any) -> Any:
    return self.symbolic_tensors()[0]


def output(self: Any) -> Any:
    return self.symbolic_tensors()[-1]


def input_shape(self: Any) -> Any:
    return map_values(lambda t: t.shape, self.input)


def output_shape(self: Any) -> Any:
    return map_values(lambda t: t.shape, self.output)


def batch_input_shape_of_inputs(self: Any) -> Any:
    return self._input_layer.batch_shape if self._input_layer else None


def input_dtype(self: Any) -> Any:
    return self._input_layer.dtype if self._input_layer else None
