"""`layer.input`, `layer.output_shape` and the like: of where a layer was called in a graph, or else built."""

from __future__ import annotations

from typing import Any

from ..backend.base import map_values
from .base import Layer


def node_attribute(layer: Layer, name: str) -> Any:
    """`input`, `output` and their shapes: of the layer's calls, else of where it was built.

    Raises AttributeError when it was never called nor built, or when it was called several times with different
    results.
    """
    owner = layer.__dict__.get("_sequential", lambda: None)()
    if not layer._inbound_nodes and owner is not None and owner.built:
        owner.symbolic_tensors()
    if layer._inbound_nodes:
        found = [_of_node(node, name) for node in layer._inbound_nodes]
        if any(other is not found[0] and not _same_shapes(found[0], other, name) for other in found[1:]):
            kind = name.replace("_", " ")
            raise AttributeError(
                f'Layer {layer.name} has multiple inbound nodes, hence the notion of "layer {kind}" is ill-defined. '
                f"Use `get_{name}_at(node_index)` instead."
            )
        return found[0]
    shape = layer.__dict__.get("_build_shape", layer.__dict__.get("_seen_shape"))
    if name.endswith("shape") and shape is not None:
        return shape if name == "input_shape" else layer.compute_output_shape(shape)
    if name.endswith("shape") and hasattr(layer, "batch_shape"):
        return layer.batch_shape
    raise AttributeError(
        f"The layer {layer.name} has never been called and thus has no defined {name.replace('_', ' ')}."
    )


def _of_node(node: Any, name: str) -> Any:
    found = node.inputs if name.startswith("input") else node.outputs
    if isinstance(found, (list, tuple)) and len(found) <= 1:
        found = found[0] if found else node.outputs
    return map_values(lambda t: t.shape, found) if name.endswith("shape") else found


def _same_shapes(a: Any, b: Any, name: str) -> bool:
    return name.endswith("shape") and bool(a == b)


def node_attribute_at(layer: Layer, name: str, node_index: int) -> Any:
    """`input`, `output` or their shapes at one call. Raises ValueError when there is no such call."""
    if not 0 <= node_index < len(layer._inbound_nodes):
        raise ValueError(
            f"Asked to get {name} at node {node_index}, but layer {layer.name} has only "
            f"{len(layer._inbound_nodes)} inbound nodes."
        )
    return _of_node(layer._inbound_nodes[node_index], name)
