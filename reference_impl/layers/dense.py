"""The fully connected layer."""

from typing import Any

from .. import activations, initializers
from ..backend.base import Value, Variable
from ..counterpart import counterpart
from .base import InputSpec, Layer, Shape


@counterpart("keras.layers.Dense")
class Dense(Layer):
    """activation(x @ kernel + bias): (batch, ..., inputs) -> (batch, ..., units).

    Raises ValueError unless units is a positive integer, and for inputs of fewer than two dimensions.
    """

    supports_masking = True
    bias: Variable | None = None

    def __init__(
        self, units: int, activation: Any = None, use_bias: bool = True, kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros", kernel_regularizer: Any = None, bias_regularizer: Any = None,
        activity_regularizer: Any = None, kernel_constraint: Any = None, bias_constraint: Any = None, **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(activity_regularizer=activity_regularizer, **kwargs)
        if not isinstance(units, int) or units <= 0:
            raise ValueError(
                f"Received an invalid value for `units`, expected a positive integer. Received: units={units}"
            )
        self.units, self.use_bias, self.activation = units, use_bias, activations.get(activation)
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel_regularizer, self.bias_regularizer = kernel_regularizer, bias_regularizer
        self.kernel_constraint, self.bias_constraint = kernel_constraint, bias_constraint
        self.input_spec = InputSpec(min_ndim=2)

    def build(self, input_shape: Any) -> None:
        inputs = input_shape[-1]
        if inputs is None:
            raise ValueError(f"The last dimension of the inputs to `Dense` should be defined. Found {input_shape}.")
        self.kernel = self._add("kernel", (inputs, self.units))
        self.bias = self._add("bias", (self.units,)) if self.use_bias else None
        self.input_spec = InputSpec(min_ndim=2, axes={-1: inputs})

    def _add(self, name: str, shape: tuple[int, ...]) -> Variable:
        options = {what: getattr(self, f"{name}_{what}") for what in ("initializer", "regularizer", "constraint")}
        return self.add_weight(shape, name=name, **options)

    def call(self, inputs: Value) -> Value:
        if self.bias is None:
            return self.activation(self.ops.matmul(inputs, self.kernel.value))
        return self.activation(self.ops.affine(inputs, self.kernel.value, self.bias.value))

    def compute_output_shape(self, input_shape: Any) -> Shape:
        return (*input_shape[:-1], self.units)
