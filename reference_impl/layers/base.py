"""The base class of layers: making weights, building on first call, checking inputs."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np

from .. import initializers
from ..backend import current, use_backend
from ..backend.base import Backend, Value, Variable
from ..config import auto_name, standardize_dtype
from ..counterpart import counterpart
from ..lazy import elsewhere, is_foreign

Shape = tuple[int | None, ...]
_NODE_ATTRIBUTES = frozenset({"input", "output", "input_shape", "output_shape"})


@counterpart("keras.layers.InputSpec")
class InputSpec:
    """What a layer expects: number of dimensions, lengths of some axes."""

    def __init__(
        self, dtype: Any = None, shape: Shape | None = None, ndim: int | None = None, max_ndim: int | None = None,
        min_ndim: int | None = None, axes: dict[int, int | None] | None = None,
    ) -> None:  # fmt: skip
        self.dtype, self.shape, self.ndim = dtype, shape, len(shape) if shape is not None else ndim
        self.max_ndim, self.min_ndim, self.axes = max_ndim, min_ndim, axes or {}

    def check(self, shape: Shape, layer: str) -> None:
        """Raises ValueError naming the layer, what it expected and what it found."""
        start, found = f'Input 0 of layer "{layer}" is incompatible with the layer: ', f"Full shape received: {shape}"
        if self.ndim is not None and len(shape) != self.ndim:
            raise ValueError(f"{start}expected ndim={self.ndim}, found ndim={len(shape)}. {found}")
        if self.min_ndim is not None and len(shape) < self.min_ndim:
            raise ValueError(f"{start}expected min_ndim={self.min_ndim}, found ndim={len(shape)}. {found}")
        for axis, length in self.axes.items():
            if length is not None and shape[axis] not in {length, None}:
                raise ValueError(
                    f"{start}expected axis {axis} of input shape to have value {length}, but received input with shape {shape}"
                )


@counterpart("keras.layers.Layer")
class Layer:
    """A function with weights: `build(input_shape)` makes them, `call(inputs)` computes.

    `input_shape`, `batch_input_shape`, `input_dim` with `input_length`, and `batch_size` say what the first layer of a
    Sequential expects. Raises TypeError for other unknown keywords.
    """

    supports_masking = False
    input_spec: InputSpec | None = None
    stateful = adds_losses = False
    mask_zero = False
    activity_regularizer: Any = None
    _layers: list[Layer]

    def __init__(
        self, *, activity_regularizer: Any = None, trainable: bool = True, dtype: Any = None, autocast: bool = True,
        name: str | None = None, **kwargs: Any
    ) -> None:  # fmt: skip
        self.__dict__.setdefault("_layers", [])
        self.ops: Backend = current()
        self.name = str(name) if name is not None else auto_name(type(self).__name__)
        self.dtype = standardize_dtype(dtype)
        self.autocast, self.built = autocast, False
        self._trainable, self._variables, self._losses = trainable, [], []  # type: tuple[bool, list[Variable], list[Any]]
        self._inbound_nodes: list[Any] = []
        if activity_regularizer is not None:
            from ..regularizers import get

            self.activity_regularizer = get(activity_regularizer)
        self._batch_input_shape = _declared_shape(kwargs)
        if kwargs:
            raise TypeError(f"Unrecognized keyword arguments passed to {type(self).__name__}: {kwargs}")
        self._accepts = set(inspect.signature(self.call).parameters)
        self._records_operators = is_foreign(type(self))

    def __setattr__(self, key: str, value: Any) -> None:
        if not key.startswith("__") and key not in ("_layers", "_variables", "_input_layer", "ops"):
            self._track(value)
            if isinstance(value, (str, dict)) and key.endswith(("_regularizer", "_constraint")):
                value = _function("regularizers" if key.endswith("regularizer") else "constraints", value)
        object.__setattr__(self, key, value)

    def _track(self, value: Any) -> None:
        """Find the sublayers and variables among a new attribute's value."""
        for item in value if isinstance(value, (list, tuple)) else (value,):
            if isinstance(item, Layer):
                layers = self.__dict__.setdefault("_layers", [])
                if item is not self and all(item is not known for known in layers):
                    layers.append(item)
            elif isinstance(item, Variable) and all(item is not v for v in self.__dict__.get("_variables", ())):
                self._variables.append(item)

    def add_weight(
        self, shape: Sequence[int] | str | None = None, initializer: Any = None, dtype: Any = None, trainable: bool = True,
        regularizer: Any = None, constraint: Any = None, name: str | None = None, **_: Any
    ) -> Variable:  # fmt: skip
        """A new variable of this layer, Glorot uniform unless an initializer is given (zeros for a scalar)."""
        if isinstance(shape, str):  # the order of arguments before Keras 3: add_weight(name, shape, ...)
            shape, name = (initializer if isinstance(initializer, (tuple, list)) else ()), shape  # type: ignore[assignment]
            initializer = None
        shape, dtype = tuple(shape or ()), standardize_dtype(dtype or self.dtype)
        make = initializers.get(initializer or ("glorot_uniform" if dtype.startswith("float") else "zeros"))
        name = name or "variable"
        variable = Variable(
            self.ops, make(shape, dtype), dtype, trainable and self._trainable, name, f"{self.name}/{name}"
        )
        variable.wanted = trainable
        variable.regularizer, variable.constraint = (
            _function("regularizers", regularizer),
            _function("constraints", constraint),
        )
        self._variables.append(variable)
        return variable

    def build(self, input_shape: Any) -> None:
        """Make the weights for inputs of this shape."""

    def call(self, *args: Any, **kwargs: Any) -> Any:
        """The layer's computation."""
        raise NotImplementedError(f"Layer {type(self).__name__} does not have a `call()` method implemented.")

    compute_output_shape = elsewhere(".layers.attributes")

    def compute_mask(self, inputs: Value, previous_mask: Value = None) -> Value:  # noqa: ARG002
        return previous_mask if self.supports_masking else None

    def __call__(self, inputs: Any, *args: Any, **kwargs: Any) -> Any:
        first = inputs[0] if isinstance(inputs, (list, tuple)) and inputs else inputs
        if hasattr(first, "keras_history"):
            from ..models.symbolic import call_symbolic

            return call_symbolic(self, inputs, *args, **kwargs)
        if self.ops is not current():
            with use_backend(self.ops):
                return self(inputs, *args, **kwargs)
        inputs = self.convert(inputs)
        self.ensure_built(inputs)
        self.check_input(inputs)
        return self.run(inputs, *args, **kwargs)

    def run(self, inputs: Any, *args: Any, mask: Any = None, training: bool | None = None, **kwargs: Any) -> Any:
        """`call` with the mask that the inputs carry, which the outputs then carry on, and the activity's penalty."""
        ops = self.ops
        if mask is None and (self.supports_masking or "mask" in self._accepts):
            mask = map_values(lambda x: ops.note(x, "mask"), inputs)
        if "mask" in self._accepts and not no_mask(mask):
            kwargs["mask"] = mask
        if training is not None and "training" in self._accepts:
            kwargs["training"] = training
        if self._records_operators:
            inputs = map_values(ops.annotate, inputs)
        outputs = self.call(inputs, *args, **kwargs)
        if not no_mask(mask) or self.mask_zero:
            new_mask = self.compute_mask(inputs, mask)
            if new_mask is not None and not isinstance(outputs, (list, tuple)):
                outputs = ops.annotate(ops.identity(outputs) if outputs is inputs else outputs, mask=new_mask)
        if self.activity_regularizer is not None:
            rows = ops.count_rows(outputs, self.dtype)
            self._losses.append(ops.divide(self.activity_regularizer(outputs), rows))
        return outputs

    def convert(self, inputs: Any) -> Any:
        """Inputs as values of the backend; floats in the layer's dtype."""
        ops = self.ops

        def one(x: Any) -> Any:
            x = ops.tensor(x)
            if not hasattr(x, "dtype"):
                x = ops.tensor(np.asarray(x))
            is_float = "float" in str(getattr(x.dtype, "name", x.dtype))
            return ops.cast(x, self.dtype) if self.autocast and is_float else x

        return map_values(one, inputs)

    def ensure_built(self, inputs: Any) -> None:
        if not self.built:
            self.build_once(map_values(lambda x: tuple(x.shape), inputs))

    def build_once(self, input_shape: Any) -> None:
        if self.input_spec is not None and not isinstance(input_shape, list):
            self.input_spec.check(input_shape, self.name)
        with use_backend(self.ops):
            self.build(input_shape)
        self._build_shape, self.built = input_shape, True

    def check_input(self, inputs: Any) -> None:
        """Raises ValueError when the inputs' shape is not what the layer was built for."""
        if self.input_spec is not None and not isinstance(inputs, (list, tuple, dict)):
            self.input_spec.check(tuple(inputs.shape), self.name)

    add_loss = elsewhere(".layers.attributes")

    add_metric = elsewhere(".layers.attributes")

    def sublayers(self) -> Iterator[Layer]:
        """This layer and all inside it, each once, outermost first."""
        seen: set[int] = set()
        stack: list[Layer] = [self]
        while stack:
            layer = stack.pop()
            if id(layer) not in seen:
                seen.add(id(layer))
                yield layer
                stack.extend(reversed(layer._layers))

    losses = elsewhere(".layers.attributes", is_property=True)

    @property
    def weights(self) -> list[Variable]:
        """The layer's own weights (trainable ones first), then those of its sublayers, each once."""
        own = [v for v in self._variables if v.wanted] + [v for v in self._variables if not v.wanted]
        found = {id(v): v for v in own}
        for layer in self._layers:
            found.update((id(v), v) for v in layer.weights if id(v) not in found)
        return list(found.values())

    @property
    def variables(self) -> list[Variable]:
        return self.weights

    @property
    def trainable_weights(self) -> list[Variable]:
        return [v for v in self.weights if v.trainable] if self._trainable else []

    trainable_variables = trainable_weights

    non_trainable_weights = elsewhere(".layers.attributes", is_property=True)

    non_trainable_variables = non_trainable_weights

    @property
    def trainable(self) -> bool:
        """Whether training changes the weights; setting it reaches all sublayers."""
        return self._trainable

    @trainable.setter
    def trainable(self, value: bool) -> None:
        self._trainable = bool(value)
        for v in self._variables:
            v.trainable = v.wanted and self._trainable
        for layer in self._layers:
            layer.trainable = value

    get_weights = elsewhere(".layers.attributes")

    set_weights = elsewhere(".layers.attributes")

    count_params = elsewhere(".layers.attributes")

    def __getattr__(self, name: str) -> Any:
        if name in _NODE_ATTRIBUTES:
            from ..models.symbolic import node_attribute

            return node_attribute(self, name)
        if name.startswith("get_") and name.removeprefix("get_").removesuffix("_at") in _NODE_ATTRIBUTES:
            from ..models.symbolic import node_attribute_at

            return partial(node_attribute_at, self, name.removeprefix("get_").removesuffix("_at"))
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    get_config = elsewhere(".layers.attributes")

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Any:
        """A layer made from `get_config()`."""
        from ..models.configuration import plain_arguments

        return cls(**plain_arguments(cls, config))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} name={self.name}, built={self.built}>"


def _declared_shape(kwargs: dict[str, Any]) -> Shape | None:
    """Take the keywords that say what the first layer expects."""
    batch_size = kwargs.pop("batch_size", None)
    given = kwargs.pop("batch_input_shape", None) or kwargs.pop("batch_shape", None)
    shape, dim = kwargs.pop("input_shape", None), kwargs.pop("input_dim", None)
    length = kwargs.pop("input_length", None)
    kwargs.pop("weights", None)
    if given is not None:
        return tuple(given)
    if shape is None and dim is not None:
        shape = (dim,) if length is None else (length, dim)
    if shape is None:
        return None
    return (batch_size, *((shape,) if isinstance(shape, int) else shape))


def _function(module: str, identifier: Any) -> Any:
    if identifier is None:
        return None
    from importlib import import_module

    return import_module(f"..{module}", __package__).get(identifier)


def map_values(function: Callable[[Any], Any], values: Any) -> Any:
    """Apply to a value, or to each of a list or dict of them."""
    if isinstance(values, (list, tuple)):
        return [map_values(function, v) for v in values]
    if isinstance(values, dict):
        return {k: map_values(function, v) for k, v in values.items()}
    return function(values)


def no_mask(mask: Any) -> bool:
    return mask is None or (isinstance(mask, list) and all(no_mask(m) for m in mask))
