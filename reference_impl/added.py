"""`add_loss` and `add_metric`: losses and metrics that layers and models put in besides those of `compile`.

Keras 2's `Layer.add_metric` and `Model.add_loss(tensor)`, `Model.add_metric(tensor, name)`
(`keras/engine/base_layer.py` at v2.10.0).
"""

from __future__ import annotations

from typing import Any

from .backend.base import Value
from .counterpart import counterpart
from .layers.base import Layer


class AddLoss(Layer):
    """A node of a functional model whose input is added to the loss."""

    adds_losses = True

    def call(self, inputs: Value) -> Value:
        self.add_loss(inputs)
        return inputs

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape


class AddMetric(Layer):
    """A node of a functional model whose input is averaged under `metric`."""

    def __init__(self, metric: str, aggregation: str | None = "mean", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.metric, self.aggregation = metric, aggregation

    def call(self, inputs: Value) -> Value:
        self.add_metric(inputs, self.metric, self.aggregation)
        return inputs

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape


def add_to_loss(self: Any, model: Any) -> None:
    """Add this symbolic tensor to what training the functional model minimizes."""
    extend_graph(model, AddLoss(), self)


def add_to_metrics(self: Any, model: Any, name: str, aggregation: str | None) -> None:
    """Show the mean of this symbolic tensor while the functional model trains."""
    extend_graph(model, AddMetric(name, aggregation), self)


@counterpart("keras.layers.Layer.add_loss")
def extend_graph(model: Any, layer: Layer, tensor: Any) -> None:
    """Let the model compute `layer(tensor)` on each run, beside its outputs."""
    from .models.functional import Graph

    outputs, extra = model.graph.outputs, model.graph.__dict__.setdefault("extra", [])
    extra.append(layer(tensor))
    graph = Graph(model.graph.inputs, [outputs, *extra])
    graph.outputs, graph.extra = outputs, extra  # type: ignore[attr-defined]
    model.graph = graph
    model._layers[:] = graph.layers
    model.forget_functions()
