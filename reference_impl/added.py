"""`add_loss` and `add_metric`: losses and metrics that layers and models put in besides those of `compile`.

Keras 2's `Layer.add_metric` and `Model.add_loss(tensor)`, `Model.add_metric(tensor, name)`
(`keras/engine/base_layer.py` at v2.10.0).
"""

from __future__ import annotations

from typing import Any

from .backend.base import Value
from .counterpart import counterpart
from .layers.base import Layer
from .metrics.base import Mean


def add_metric(layer: Layer, value: Any, name: str | None = None, aggregation: str | None = "mean") -> None:
    """Take `value` into the layer's running mean called `name`, which the model's logs then show.

    Raises ValueError without a name, or for an aggregation other than the mean.
    """
    if name is None:
        raise ValueError(
            "Please provide a name for your metric like `self.add_metric(tf.reduce_sum(inputs), "
            "name='mean_activation')`"
        )
    if aggregation not in {None, "mean"}:
        raise ValueError(
            f"Only `mean` sample-wise metric aggregation is supported. You provided: aggregation={aggregation}"
        )
    metrics = layer.__dict__.setdefault("_added_metrics", {})
    if name not in metrics:
        metrics[name] = Mean(name=name)
    metrics[name].update_state(value)


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
