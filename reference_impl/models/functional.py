"""Models that are graphs of layers."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from ..backend.base import map_values
from ..counterpart import counterpart
from ..graph_functions import FunctionLayer
from ..layers.base import Layer
from .model import Model
from .symbolic import leaves
from .tensors import KerasTensor, Node


@counterpart("keras.src.models.functional.Functional")
class Functional(Model):
    """`Model(inputs, outputs)`: symbolic tensors, or lists or dicts of them."""


class Graph:
    """The nodes between inputs and outputs, in the order they run, and their layers in Keras's order.

    Raises ValueError when an output does not depend on the inputs alone, or two layers share a name.
    """

    def __init__(self, inputs: Any, outputs: Any) -> None:
        self.inputs, self.outputs = inputs, outputs
        self.order: list[Node] = []
        self._seen: set[int] = set()
        self._first: dict[int, int] = {}
        self._ends = {id(t) for t in leaves(inputs)}
        for tensor in leaves(outputs):
            self._visit(tensor)
        self.by_depth = self._depths()
        self.nodes = [n for depth in sorted(self.by_depth, reverse=True) for n in self.by_depth[depth]]
        self._check()

    def _visit(self, tensor: KerasTensor) -> None:
        layer, index, _ = tensor.keras_history
        if layer is None:
            raise ValueError(f"Graph disconnected: the tensor {tensor} is not the output of a layer.")
        node = layer._inbound_nodes[index]
        if id(node) in self._seen:
            return
        self._seen.add(id(node))
        if node.input_tensors and id(tensor) in self._ends:
            return
        self._first.setdefault(id(layer), len(self._first))
        for parent in node.input_tensors:
            self._visit(parent)
        self.order.append(node)

    def _depths(self) -> dict[int, list[Node]]:
        """Longest way to an output; a layer lies as deep as its deepest node (`keras.src.ops.function.map_graph`)."""
        of_node: dict[int, int] = {}
        of_layer: dict[int, int] = {}
        inside = {id(n) for n in self.order}
        for node in reversed(self.order):
            depth = max(of_node.setdefault(id(node), 0), of_layer.get(id(node.layer), 0))
            of_node[id(node)] = of_layer[id(node.layer)] = depth
            for tensor in node.input_tensors:
                layer, index, _ = tensor.keras_history
                parent = layer._inbound_nodes[index]
                if id(parent) in inside:
                    of_node[id(parent)] = max(depth + 1, of_node.get(id(parent), 0))
        layers = {id(n.layer): n.layer for n in self.order}
        for tensor in leaves(self.inputs):
            layer, index, _ = tensor.keras_history
            if id(layer) not in layers:
                layers[id(layer)], of_layer[id(layer)], self._first[id(layer)] = layer, 0, -1
                of_node[id(layer._inbound_nodes[index])] = 0
                self.order.append(layer._inbound_nodes[index])
        self.layers = sorted(layers.values(), key=lambda layer: (-of_layer[id(layer)], self._first[id(layer)]))
        by_depth: dict[int, list[Node]] = defaultdict(list)
        by_id = {id(n): n for n in self.order}
        for key, depth in of_node.items():
            by_depth[depth].append(by_id[key])
        return by_depth

    def _check(self) -> None:
        known = set(self._ends)
        for node in self.nodes:
            for tensor in node.input_tensors:
                if id(tensor) not in known:
                    raise ValueError(
                        f"Graph disconnected: cannot find parent for tensor {tensor} at operation '{node.layer.name}'."
                    )
            if node.input_tensors:
                known.update(id(t) for t in node.output_tensors)
        for tensor in leaves(self.outputs):
            if id(tensor) not in known:
                raise ValueError(f"Graph disconnected: the output {tensor} is not connected to `inputs`.")
        names = [layer.name for layer in self.layers]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(
                    f'The name "{name}" is used {names.count(name)} times in the model. '
                    "All operation names should be unique."
                )


class GraphMethods:
    """What a model made of a graph does; mixed into its class."""

    graph: Graph

    def build(self: Any, input_shape: Any = None) -> None:  # noqa: ARG002
        self.built = True

    def convert(self: Any, inputs: Any) -> Any:
        """Inputs in the graph's order, dtypes and ranks. Raises ValueError for a wrong number or names."""
        expected = leaves(self.graph.inputs)
        flat = self._ordered(inputs, expected)
        if len(flat) != len(expected):
            raise ValueError(
                f"Layer '{self.name}' expects {len(expected)} input(s), but it received {len(flat)} input tensors."
            )
        return [self._fitted(x, t) for x, t in zip(flat, expected, strict=True)]

    def _ordered(self: Any, inputs: Any, expected: list[KerasTensor]) -> list[Any]:
        if not isinstance(inputs, dict) or isinstance(self.graph.inputs, dict):
            return leaves(inputs)
        missing = [t.name for t in expected if t.name not in inputs]
        if missing:
            raise ValueError(
                f'Missing data for input "{missing[0]}". You passed a data dictionary with keys {list(inputs)}.'
            )
        return [inputs[t.name] for t in expected]

    def _fitted(self: Any, x: Any, tensor: KerasTensor) -> Any:
        ops = self.ops
        x = ops.tensor(x, tensor.dtype)
        rank = len(tensor.shape)
        if len(x.shape) == rank + 1 and x.shape[-1] == 1:
            return ops.squeeze(x, -1)
        return ops.expand_dims(x, -1) if len(x.shape) == rank - 1 and tensor.shape[-1] == 1 else x

    def ensure_built(self: Any, inputs: Any) -> None:  # noqa: ARG002
        self.built = True

    def check_input(self: Any, inputs: Any) -> None:
        for i, (x, tensor) in enumerate(zip(inputs, leaves(self.graph.inputs), strict=True)):
            found = tuple(x.shape)
            fits = len(found) == len(tensor.shape) and all(
                e in (None, f) for e, f in zip(tensor.shape[1:], found[1:], strict=True)
            )
            if not fits:
                raise ValueError(
                    f'Input {i} of layer "{self.name}" is incompatible with the layer: expected shape={tensor.shape}, '
                    f"found shape={found}"
                )

    def call(self: Any, inputs: Any, training: bool | None = None, mask: Any = None) -> Any:
        values: dict[int, Any] = {
            id(t): x for t, x in zip(leaves(self.graph.inputs), self.convert(inputs), strict=True)
        }
        if mask is not None:
            for tensor, m in zip(leaves(self.graph.inputs), leaves(mask), strict=True):
                x = values[id(tensor)]
                values[id(tensor)] = x if m is None else self.ops.annotate(self.ops.identity(x), mask=m)
        for node in self.graph.nodes:
            if not node.input_tensors or all(id(t) in values for t in node.output_tensors):
                continue
            kwargs = map_values(lambda v: values[id(v)] if isinstance(v, KerasTensor) else v, node.kwargs)
            if training is not None:
                kwargs["training"] = training  # also where the graph was made with another: Keras has it so
            args = kwargs.pop("_args", ())
            outputs = node.layer(map_values(lambda t: values[id(t)], node.inputs), *args, **kwargs)
            values.update((id(t), y) for t, y in zip(node.output_tensors, leaves(outputs), strict=True))
        return map_values(lambda t: values[id(t)], self.graph.outputs)

    def compute_mask(self: Any, inputs: Any, previous_mask: Any = None) -> Any:  # noqa: ARG002
        return None

    def compute_output_shape(self: Any, input_shape: Any) -> Any:
        shapes = input_shape if isinstance(input_shape, list) else [input_shape]
        known = {id(t): tuple(s) for t, s in zip(leaves(self.graph.inputs), shapes, strict=True)}
        for node in self.graph.nodes:
            if node.input_tensors:
                found = node.layer.compute_output_shape(map_values(lambda t: known[id(t)], node.inputs))
                several = isinstance(found, list) or (
                    isinstance(found, tuple) and found and isinstance(found[0], (tuple, list))
                )
                known.update(
                    (id(t), tuple(s)) for t, s in zip(node.output_tensors, found if several else [found], strict=True)
                )
        return map_values(lambda t: known[id(t)], self.graph.outputs)

    @property
    def layers(self: Any) -> list[Layer]:
        """All layers, those of inputs too, inputs first."""
        return [layer for layer in self._layers if not isinstance(layer, FunctionLayer)]

    @property
    def operations(self: Any) -> list[Layer]:
        """The layers, and between them the functions applied to tensors."""
        return list(self._layers)

    @property
    def inputs(self) -> list[KerasTensor]:
        return leaves(self.graph.inputs)

    @property
    def outputs(self) -> list[KerasTensor]:
        return leaves(self.graph.outputs)

    @property
    def input(self) -> Any:
        return self.graph.inputs

    @property
    def output(self) -> Any:
        return self.graph.outputs

    @property
    def input_shape(self) -> Any:
        return _shape_or_shapes(self.inputs)

    @property
    def output_shape(self) -> Any:
        return _shape_or_shapes(self.outputs)

    @property
    def input_names(self) -> list[str]:
        return [t.name for t in self.inputs]

    @property
    def output_names(self) -> list[str]:
        """The names of the layers that give the outputs."""
        return [t.keras_history[0].name for t in self.outputs]


def make_functional(model: Any, inputs: Any = None, outputs: Any = None, **kwargs: Any) -> None:
    """Turn `model` into the graph from `inputs` to `outputs`, (inputs, outputs) of `Model(...)`."""
    if kwargs:
        raise ValueError(f"Unrecognized keyword arguments passed to {type(model).__name__}: {kwargs}")
    for value in leaves(inputs) + leaves(outputs):
        if not isinstance(value, KerasTensor):
            raise ValueError(
                f"All `inputs` and `outputs` values must be KerasTensors. Received: {value} of type {type(value)}"
            )
    if not leaves(inputs) or not leaves(outputs):
        raise ValueError(f"`inputs` and `outputs` cannot be empty. Received: inputs={inputs} outputs={outputs}")
    own = type(model)
    if not issubclass(own, GraphMethods):
        body = {"__module__": own.__module__, "__doc__": own.__doc__, "__qualname__": own.__qualname__}
        overridden = "call" in vars(own)
        bases = (own, GraphMethods) if overridden else (GraphMethods, own)
        model.__class__ = type(own.__name__, bases, body)
    model.graph = graph = Graph(_listed(inputs), _single(outputs))
    model._layers[:] = graph.layers
    model._accepts |= {"training": None, "mask": None}
    model.built = True


def _shape_or_shapes(tensors: list[KerasTensor]) -> Any:
    """The shape of the one tensor, or a list of those of several, whatever holds them in the model."""
    shapes = [tensor.shape for tensor in tensors]
    return shapes[0] if len(shapes) == 1 else shapes


def _listed(inputs: Any) -> Any:
    return list(inputs) if isinstance(inputs, tuple) else inputs


def _single(outputs: Any) -> Any:
    return list(outputs) if isinstance(outputs, tuple) else outputs
