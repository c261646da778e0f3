"""What a Sequential offers besides `add`: taking layers off, its symbolic tensors and shapes."""

from __future__ import annotations

from typing import Any

from ..counterpart import counterpart
from ..layers.base import map_values
from ..layers.input_layer import InputLayer
from .symbolic import KerasTensor, call_symbolic, input_tensor, leaves


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


def _take_inputs_of(self: Any, layer: Any) -> None:
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


def compute_output_shape(self: Any, input_shape: Any) -> Any:
    for layer in self._layers:
        input_shape = layer.compute_output_shape(input_shape)
    return input_shape


def symbolic_tensors(self: Any) -> Any:
    """The inputs, and the output of each layer, as symbolic tensors. Raises ValueError before the model is built."""
    if not self.built:
        raise ValueError(
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
