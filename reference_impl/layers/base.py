"""The base class of layers: what a layer expects, making weights, finding them."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from functools import wraps
from importlib import import_module
from typing import Any

from .. import initializers
from ..backend import current, use_backend
from ..backend.base import Variable
from ..config import auto_name, standardize_dtype
from ..counterpart import counterpart
from ..lazy import elsewhere, is_foreign

Shape = tuple[int | None, ...]


@counterpart("keras.layers.InputSpec")
class InputSpec:
    """What a layer expects: number of dimensions, lengths of some axes."""

    refuse = elsewhere(".layers.calling")

    def __init__(
        self, dtype: Any = None, shape: Shape | None = None, ndim: int | None = None, max_ndim: int | None = None,
        min_ndim: int | None = None, axes: dict[int, int | None] | None = None,
    ) -> None:  # fmt: skip
        self.dtype, self.shape, self.ndim = dtype, shape, len(shape) if shape is not None else ndim
        self.max_ndim, self.min_ndim, self.axes = max_ndim, min_ndim, axes or {}

    def check(self, shape: Any, layer: str) -> None:
        """Raises ValueError naming the layer, what it expected and what it found."""
        if self.ndim not in (None, len(shape)) or len(shape) < (self.min_ndim or 0):
            self.refuse(shape, layer)
        for axis, length in self.axes.items():
            if length is not None and shape[axis] not in {length, None}:
                self.refuse(shape, layer, axis)


@counterpart("keras.layers.Layer")
class Layer:
    """A function with weights: `build(input_shape)` makes them, `call(inputs)` computes.

    `input_shape`, `batch_input_shape`, `input_dim` with `input_length`, and `batch_size` say what the first layer of a
    Sequential expects. Raises ValueError for other unknown keywords. `calling.py` has what calling a layer does.
    """

    __call__ = run = convert = ensure_built = check_input = compute_mask = elsewhere(".layers.calling")
    compute_output_shape = elsewhere(".layers.calling")
    add_loss = add_metric = get_weights = set_weights = count_params = get_config = elsewhere(".layers.attributes")
    __repr__ = from_config = node_attribute = set_trainable = declared_shape = elsewhere(".layers.attributes")
    losses = variables = trainable_variables = variable_dtype = elsewhere(".layers.attributes", is_property=True)
    non_trainable_weights = non_trainable_variables = compute_dtype = elsewhere(".layers.attributes", is_property=True)

    supports_masking = stateful = adds_losses = mask_zero = built = False
    input_spec: InputSpec | None = None
    activity_regularizer: Any = None
    _layers: list[Layer]

    def __init__(
        self, *, activity_regularizer: Any = None, trainable: bool = True, dtype: Any = None, autocast: bool = True,
        name: str | None = None, input_shape: Any = None, **others: Any
    ) -> None:  # fmt: skip
        self.__dict__.setdefault("_layers", [])
        self.ops, self.name = current(), str(name) if name is not None else auto_name(type(self).__name__)
        self.dtype, self.autocast, self._trainable = standardize_dtype(dtype), autocast, trainable
        self._variables, self._losses, self._inbound_nodes = list[Variable](), list[Any](), list[Any]()
        if activity_regularizer is not None:
            self.activity_regularizer = _resolved("regularizers", activity_regularizer)
        is_usual = not others and (input_shape is None or hasattr(input_shape, "__iter__"))
        shape = None if input_shape is None or not is_usual else (None, *input_shape)
        self._batch_input_shape: Shape | None = shape if is_usual else self.declared_shape(input_shape, **others)
        self._accepts = {name: p.default for name, p in inspect.signature(self.call).parameters.items()}
        self._records_operators = self.adds_losses = is_foreign(self)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "build" in vars(cls) and not hasattr(cls, "compile"):  # models are built by what calls them
            cls.build = _marking(cls.build)  # type: ignore[method-assign]

    def __setattr__(self, key: str, value: Any) -> None:
        if not key.startswith("__") and key not in ("_layers", "_variables", "_input_layer", "ops"):
            self._track(value)
            if isinstance(value, (str, dict)) and key.endswith(("_regularizer", "_constraint")):
                value = _resolved(f"{key.rpartition('_')[2]}s", value)
        object.__setattr__(self, key, value)

    def _track(self, value: Any) -> None:  # the sublayers and variables among a new attribute's value
        for item in value if isinstance(value, (list, tuple)) else (value,):
            if isinstance(item, (Layer, Variable)) and item is not self:
                known = self.__dict__.setdefault("_layers" if isinstance(item, Layer) else "_variables", [])
                if all(item is not other for other in known):
                    known.append(item)

    def add_weight(
        self, shape: Sequence[int] | str | None = None, initializer: Any = None, dtype: Any = None,
        trainable: bool = True, regularizer: Any = None, constraint: Any = None, name: str | None = None, **_: Any
    ) -> Variable:  # fmt: skip
        """A new variable of this layer, Glorot uniform unless an initializer is given (zeros for integers)."""
        if isinstance(shape, str):  # the order of arguments before Keras 3: add_weight(name, shape, ...)
            name, shape, initializer = shape, initializer if isinstance(initializer, (tuple, list)) else (), None
        shape, dtype, name = tuple(shape or ()), standardize_dtype(dtype or self.dtype), name or "variable"
        make = initializers.get(initializer or ("glorot_uniform" if dtype.startswith("float") else "zeros"))
        made = Variable(self.ops, make(shape, dtype), dtype, trainable and self._trainable, name, f"{self.name}/{name}")
        made.wanted, made.regularizer = trainable, _resolved("regularizers", regularizer)
        made.constraint = _resolved("constraints", constraint)
        self._variables.append(made)
        return made

    def build(self, input_shape: Any) -> None:
        """Make the weights for inputs of this shape."""

    def check_shape(self, input_shape: Any) -> None:
        """Raises ValueError when inputs of this shape are not what the layer expects."""
        if self.input_spec is not None and not isinstance(input_shape, list):
            self.input_spec.check(input_shape, self.name)

    def build_once(self, input_shape: Any, within: str | None = None) -> None:
        """Check the shape and build; `within` is the name of the model or layer that holds this one."""
        self.check_shape(input_shape)
        self.build(input_shape)
        self._build_shape, self.built = input_shape, True
        for v in self.weights if within else ():
            v.path = f"{within}/{v.path}"

    def call(self, *args: Any, **kwargs: Any) -> Any:
        """The layer's computation."""
        raise NotImplementedError(f"Layer {type(self).__name__} does not have a `call()` method implemented.")

    def sublayers(self) -> list[Layer]:
        """This layer and all inside it, each once, outermost first."""
        found, stack = dict[int, Layer](), list[Layer]([self])
        while stack:
            layer = stack.pop()
            if id(layer) not in found:
                found[id(layer)] = layer
                stack.extend(reversed(layer._layers))
        return list(found.values())

    @property
    def weights(self) -> list[Variable]:
        """The layer's own weights (trainable ones first), then those of its sublayers, each once."""
        of_each = (sorted(layer._variables, key=lambda v: not v.wanted) for layer in self.sublayers())
        return list({id(v): v for own in of_each for v in own}.values())

    trainable_weights: Any = property(lambda self: [v for v in self.weights if v.trainable] if self._trainable else [])
    trainable: Any = property(lambda self: self._trainable, lambda self, value: self.set_trainable(value))

    def __getattr__(self, name: str) -> Any:
        if name.removeprefix("get_").removesuffix("_at") in {"input", "output", "input_shape", "output_shape"}:
            return self.node_attribute(name)
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")


def _marking(build: Any) -> Any:
    """`build`, after which the layer is built, whoever called it: `build_wrapper` in `keras.src.layers.layer`."""

    def marking(self: Layer, input_shape: Any = None, *args: Any, **kwargs: Any) -> None:
        with use_backend(self.ops):
            build(self, input_shape, *args, **kwargs)
        self._build_shape, self.built = input_shape, True

    return wraps(build)(marking)


def _resolved(module: str, identifier: Any) -> Any:
    """The regularizer or constraint that a string or dict stands for."""
    return None if identifier is None else import_module(f"..{module}", __package__).get(identifier)
