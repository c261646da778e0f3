"""Cells of recurrent layers: one time step. Formulas: `keras/src/layers/rnn`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .. import activations, initializers
from ..backend.base import Value, Variable
from ..counterpart import counterpart
from ..initializers import Initializer
from ..seed_generator import SeedGenerator
from .base import Layer, Shape


class Cell(Layer):
    """A cell: `call(inputs (batch, features), states) -> (output, states)`; `gates` blocks of units in each kernel."""

    gates = 1

    def __init__(
        self, units: int, activation: Any = "tanh", use_bias: bool = True, kernel_initializer: Any = "glorot_uniform",
        recurrent_initializer: Any = "orthogonal", bias_initializer: Any = "zeros", kernel_regularizer: Any = None,
        recurrent_regularizer: Any = None, bias_regularizer: Any = None, kernel_constraint: Any = None,
        recurrent_constraint: Any = None, bias_constraint: Any = None, dropout: float = 0.0,
        recurrent_dropout: float = 0.0, seed: int | None = None, implementation: int = 2, **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(**kwargs)
        if units <= 0:
            raise ValueError(
                f"Received an invalid value for argument `units`, expected a positive integer, got {units}."
            )
        self._seed_first(seed)
        self.units, self.activation, self.use_bias = units, activations.get(activation), use_bias
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.recurrent_initializer = initializers.get(recurrent_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel_regularizer, self.recurrent_regularizer = kernel_regularizer, recurrent_regularizer
        self.bias_regularizer, self.bias_constraint = bias_regularizer, bias_constraint
        self.kernel_constraint, self.recurrent_constraint = kernel_constraint, recurrent_constraint
        self.dropout, self.recurrent_dropout = (min(1.0, max(0.0, rate)) for rate in (dropout, recurrent_dropout))
        self.implementation = 1 if self.recurrent_dropout and self.gates > 1 else implementation
        self._seed_last(seed)
        self.state_size: Any = units
        self.bias: Variable | None = None
        self._masks: tuple[list[Value] | None, list[Value] | None] = (None, None)

    def _seed_first(self, seed: int | None) -> None:
        """Where the SimpleRNN cell draws its seed: before those of its initializers."""

    def _seed_last(self, seed: int | None) -> None:
        """Where the other cells draw theirs."""
        self.seed, self.seed_generator = seed, SeedGenerator(seed)

    def build(self, input_shape: Any) -> None:
        width = self.units * self.gates
        self.kernel = self.add_weight(
            (input_shape[-1], width), self.kernel_initializer, name="kernel",
            regularizer=self.kernel_regularizer, constraint=self.kernel_constraint,
        )  # fmt: skip
        self.recurrent_kernel = self.add_weight(
            (self.units, width), self.recurrent_initializer, name="recurrent_kernel",
            regularizer=self.recurrent_regularizer, constraint=self.recurrent_constraint,
        )  # fmt: skip
        if self.use_bias:
            self.bias = self.add_weight(
                self._bias_shape(), self._first_bias(), name="bias",
                regularizer=self.bias_regularizer, constraint=self.bias_constraint,
            )  # fmt: skip

    def _bias_shape(self) -> tuple[int, ...]:
        return (self.units * self.gates,)

    def _first_bias(self) -> Any:
        return self.bias_initializer

    def draw_masks(self, x: Value, state: Value) -> None:
        """One set of dropout masks for all time steps; drawn, as Keras does, also when not training."""
        count = self.gates if self.implementation == 1 and self.gates > 1 else 1

        def masks(like: Value, rate: float) -> list[Value] | None:
            if not rate:
                return None
            ones = self.ops.ones_like(like)
            return [self.ops.dropout(ones, rate, self.seed_generator) for _ in range(count)]

        self._masks = masks(x, self.dropout), masks(state, self.recurrent_dropout)

    def _dropped(self, which: int, x: Value, training: bool | None) -> list[Value]:
        """x for each gate, under its dropout mask while training; one value if all gates share it."""
        masks = self._masks[which]
        return [self.ops.multiply(x, m) for m in masks] if training and masks else [x]

    def _projected(self, xs: list[Value], kernel: Variable, bias: Value = None) -> list[Value]:
        """x @ kernel + bias, cut into gates."""
        ops = self.ops
        if len(xs) == 1:
            z = ops.matmul(xs[0], kernel.value)
            z = z if bias is None else ops.add(z, bias)
            return [ops.getitem(z, (slice(None), self._gate(i))) for i in range(self.gates)]
        found = [ops.matmul(x, ops.getitem(kernel.value, (slice(None), self._gate(i)))) for i, x in enumerate(xs)]
        return found if bias is None else [ops.add(z, ops.getitem(bias, (self._gate(i),))) for i, z in enumerate(found)]

    def _gate(self, i: int) -> slice:
        return slice(i * self.units, (i + 1) * self.units)

    def compute_output_shape(self, input_shape: Any) -> Shape:
        return (input_shape[0], self.units)


@counterpart("keras.layers.SimpleRNNCell")
class SimpleRNNCell(Cell):
    """h = activation(x W + h U + b). Elman, Cognitive Science 14 (1990)."""

    def _seed_first(self, seed: int | None) -> None:
        self.seed, self.seed_generator = seed, SeedGenerator(seed)

    def _seed_last(self, seed: int | None) -> None:
        """Drawn already."""

    def call(self, inputs: Value, states: Sequence[Value], training: bool | None = False) -> tuple[Value, list[Value]]:
        ops = self.ops
        h = ops.matmul(self._dropped(0, inputs, training)[0], self.kernel.value)
        h = h if self.bias is None else ops.add(h, self.bias.value)
        before = self._dropped(1, states[0], training)[0]
        h = self.activation(ops.add(h, ops.matmul(before, self.recurrent_kernel.value)))
        return h, [h]


class _ForgetBias(Initializer):
    """Ones for the forget gate, the bias initializer for the others. Jozefowicz et al., ICML 2015."""

    def __init__(self, other: Any) -> None:
        self.other = other

    def __call__(self, shape: Any, dtype: Any = None) -> np.ndarray:
        units = shape[0] // 4
        parts = self.other((units,), dtype), np.ones((units,), dtype), self.other((units * 2,), dtype)
        return np.concatenate(parts)


class _GatedCell(Cell):
    def __init__(
        self, units: int, activation: Any = "tanh", recurrent_activation: Any = "sigmoid", **kwargs: Any
    ) -> None:
        super().__init__(units, activation, **kwargs)
        self.recurrent_activation = activations.get(recurrent_activation)


@counterpart("keras.layers.LSTMCell")
class LSTMCell(_GatedCell):
    """Hochreiter and Schmidhuber, Neural Computation 9 (1997), with forget gates: Gers et al. (2000). States: h, c."""

    gates = 4

    def __init__(self, units: int, *args: Any, unit_forget_bias: bool = True, **kwargs: Any) -> None:
        super().__init__(units, *args, **kwargs)
        self.unit_forget_bias, self.state_size = unit_forget_bias, [units, units]

    def _first_bias(self) -> Any:
        return _ForgetBias(self.bias_initializer) if self.unit_forget_bias else self.bias_initializer

    def call(self, inputs: Value, states: Sequence[Value], training: bool | None = False) -> tuple[Value, list[Value]]:
        ops, gate, (h, c) = self.ops, self.recurrent_activation, states
        bias = None if self.bias is None else self.bias.value
        xs, hs = self._dropped(0, inputs, training), self._dropped(1, h, training)
        if len(xs) == len(hs) == 1:
            z = ops.add(ops.matmul(xs[0], self.kernel.value), ops.matmul(hs[0], self.recurrent_kernel.value))
            z = z if bias is None else ops.add(z, bias)
            parts = [ops.getitem(z, (slice(None), self._gate(i))) for i in range(4)]
        else:
            both = zip(self._projected(xs, self.kernel, bias), self._projected(hs, self.recurrent_kernel), strict=True)
            parts = [ops.add(a, b) for a, b in both]
        i, f, candidate, o = gate(parts[0]), gate(parts[1]), self.activation(parts[2]), gate(parts[3])
        c = ops.add(ops.multiply(f, c), ops.multiply(i, candidate))
        h = ops.multiply(o, self.activation(c))
        return h, [h, c]


@counterpart("keras.layers.GRUCell")
class GRUCell(_GatedCell):
    """Cho et al., arXiv:1406.1078; `reset_after`: as cuDNN computes it."""

    gates = 3

    def __init__(self, units: int, *args: Any, reset_after: bool = True, **kwargs: Any) -> None:
        super().__init__(units, *args, **kwargs)
        self.reset_after = reset_after

    def _bias_shape(self) -> tuple[int, ...]:
        return (2, self.units * 3) if self.reset_after else (self.units * 3,)

    def call(self, inputs: Value, states: Sequence[Value], training: bool | None = False) -> tuple[Value, list[Value]]:
        ops, gate, h = self.ops, self.recurrent_activation, states[0]
        bias = recurrent_bias = None
        if self.bias is not None:
            both = self.reset_after
            bias = ops.getitem(self.bias.value, 0) if both else self.bias.value
            recurrent_bias = ops.getitem(self.bias.value, 1) if both else None
        x = self._projected(self._dropped(0, inputs, training), self.kernel, bias)
        hs = self._dropped(1, h, training)
        inner = self._projected(hs, self.recurrent_kernel, recurrent_bias)
        z, r = (gate(ops.add(a, b)) for a, b in zip(x[:2], inner[:2], strict=True))
        if self.reset_after:
            candidate = ops.multiply(r, inner[2])
        else:
            kernel = ops.getitem(self.recurrent_kernel.value, (slice(None), self._gate(2)))
            candidate = ops.matmul(ops.multiply(r, hs[-1]), kernel)
        candidate = self.activation(ops.add(x[2], candidate))
        h = ops.add(ops.multiply(z, h), ops.multiply(ops.subtract(1.0, z), candidate))
        return h, [h]
