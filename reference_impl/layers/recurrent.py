"""Recurrent layers: a cell applied to one time step after another. Formulas: `keras/src/layers/rnn`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .. import activations, initializers
from ..backend.base import Value, Variable
from ..counterpart import counterpart
from ..initializers import Initializer
from ..seed_generator import SeedGenerator
from .base import InputSpec, Layer, Shape


class _Cell(Layer):
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
class SimpleRNNCell(_Cell):
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


class _GatedCell(_Cell):
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


@counterpart("keras.layers.RNN")
class RNN(Layer):
    """A cell over time: (batch, steps, features) -> (batch, units), or (batch, steps, units) with `return_sequences`.

    `stateful` keeps the states of a batch for the next, which must have the same fixed size (else ValueError). A masked
    step repeats the output and keeps the states.
    """

    supports_masking = True

    def __init__(
        self, cell: Any, return_sequences: bool = False, return_state: bool = False, go_backwards: bool = False,
        stateful: bool = False, unroll: bool = False, zero_output_for_mask: bool = False, **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(**kwargs)
        if isinstance(cell, (list, tuple)):
            raise ValueError(f"Stacked cells are not supported; stack `RNN` layers instead. Received: cell={cell}")
        if not callable(getattr(cell, "call", None)):
            raise ValueError(f"Argument `cell` should have a `call` method. Received: cell={cell}")
        if not hasattr(cell, "state_size"):
            raise ValueError(
                "The RNN cell should have a `state_size` attribute (single integer or list of integers, "
                f"one integer per RNN state). Received: cell={cell}"
            )
        self.cell, self.return_sequences, self.return_state = cell, return_sequences, return_state
        self.go_backwards, self.stateful, self.unroll = go_backwards, stateful, unroll
        self.zero_output_for_mask = zero_output_for_mask
        self.states: list[Variable] | None = None
        size = cell.state_size
        self.state_size = list(size) if isinstance(size, (list, tuple)) else [size]
        self.input_spec = InputSpec(ndim=3)

    def build(self, input_shape: Any) -> None:
        shape = input_shape[0] if isinstance(input_shape, list) else input_shape
        if not self.cell.built:
            self.cell.build_once((shape[0], *shape[2:]), within=self.name)
        if self.stateful:
            if shape[0] is None:
                raise ValueError(
                    "When using `stateful=True` in a RNN, the batch size must be static. "
                    f"Found dynamic batch size: sequence.shape={shape}"
                )
            zeros = [np.zeros((shape[0], n), self.dtype) for n in self.state_size]
            self.__dict__["states"] = [Variable(self.ops, z, self.dtype, False, "rnn_state") for z in zeros]

    def reset_states(self) -> None:
        """Set the states kept between batches to zero."""
        for state in self.states or ():
            state.assign(np.zeros(state.shape, state.dtype))

    reset_state = reset_states

    def call(self, inputs: Any, initial_state: Any = None, mask: Value = None, training: bool | None = False) -> Any:
        ops = self.ops
        if isinstance(inputs, (list, tuple)):
            inputs, initial_state = inputs[0], list(inputs[1:])
        mask = mask[0] if isinstance(mask, list) else mask
        first = ops.getitem(inputs, (slice(None), 0))
        states = initial_state if initial_state is not None else self._kept_states(inputs)
        states = states if states is not None else self._first_states(first)
        states = list(states) if isinstance(states, (list, tuple)) else [states]
        if isinstance(self.cell, _Cell):
            self.cell.draw_masks(first, states[0])
        last, outputs, states = self._loop(inputs, states, mask, training)
        if self.stateful and self.states is not None:
            for kept, state in zip(self.states, states, strict=True):
                ops.assign(kept.value, ops.stop_gradient(state))
        output = outputs if self.return_sequences else last
        return [output, *states] if self.return_state else output

    def _first_states(self, x: Value) -> Any:
        """The states before the first step, zeros unless the cell says otherwise: x (batch, features)."""
        ops = self.ops
        if hasattr(self.cell, "get_initial_state"):
            return self.cell.get_initial_state(batch_size=ops.count_rows(x, "int32"))
        column = ops.zeros_like(ops.sum(x, -1, keepdims=True))
        zeros = [ops.tensor(np.zeros((1, n), self.cell.dtype)) for n in self.state_size]
        return [ops.stop_gradient(ops.add(ops.cast(column, self.cell.dtype), z)) for z in zeros]

    def _kept_states(self, inputs: Value) -> list[Value] | None:
        if not self.stateful or self.states is None:
            return None
        expected, found = self.states[0].shape[0], inputs.shape[0]
        if found is not None and expected != found:
            raise ValueError(
                "If an RNN is stateful, the batch size of the input sequences must be the same as "
                "the batch size of the "
                f"initial state.\n- Expected batch size: {expected}\n- Received batch size: {found}"
            )
        # a copy: the variables are overwritten before gradients are taken
        return [self.ops.add(self.ops.tensor(state), 0) for state in self.states]

    def _loop(self, x: Value, states: list[Value], mask: Value, training: bool | None) -> Any:
        ops, cell = self.ops, self.cell
        options = {"training": training} if "training" in cell._accepts else {}

        zero_at_once = self.zero_output_for_mask and not self.unroll

        def run(x_t: Value, before: list[Value]) -> tuple[Value, list[Value]]:
            if cell._records_operators:
                x_t, before = ops.annotate(x_t), [ops.annotate(state) for state in before]
            output, after = cell.call(x_t, before, **options)
            return output, list(after) if isinstance(after, (list, tuple)) else [after]

        def masked(values: list[Value], carried: list[Value]) -> tuple[Value, list[Value]]:
            x_t, mask_t = values
            previous, *before = carried
            output, after = run(x_t, before)
            shown = ops.where(mask_t, output, ops.zeros_like(output) if zero_at_once else previous)
            kept = [ops.where(mask_t, new, old) for new, old in zip(after, before, strict=True)]
            return shown, [shown, *kept]

        if mask is None:
            outputs, states = ops.scan(lambda values, s: run(values[0], s), [x], states, self.go_backwards)
        else:
            width = getattr(cell, "output_size", None) or getattr(cell, "units", self.state_size[0])
            zero = (
                ops.zeros_like(states[0])
                if width == self.state_size[0]
                else cell.call(ops.getitem(x, (slice(None), 0)), states)[0]
            )
            flags = ops.expand_dims(ops.cast(mask, "bool"), -1)
            outputs, (_, *states) = ops.scan(masked, [x, flags], [zero, *states], self.go_backwards)
            if self.zero_output_for_mask and self.unroll:
                # Keras unrolled: afterwards, by the mask as it stands, whichever way the steps were read.
                last = ops.getitem(outputs, (slice(None), -1))
                is_last = ops.getitem(flags, (slice(None), 0 if self.go_backwards else -1))
                outputs = ops.where(flags, outputs, ops.zeros_like(outputs))
                return ops.where(is_last, last, ops.zeros_like(last)), outputs, states
        return ops.getitem(outputs, (slice(None), -1)), outputs, states

    def compute_mask(self, inputs: Any, previous_mask: Any = None) -> Any:  # noqa: ARG002
        mask = previous_mask[0] if isinstance(previous_mask, list) else previous_mask
        return mask if self.return_sequences else None

    def compute_output_shape(self, input_shape: Any) -> Any:
        shape = input_shape[0] if isinstance(input_shape, list) else input_shape
        units = getattr(self.cell, "output_size", None) or getattr(self.cell, "units", self.state_size[0])
        output = (shape[0], shape[1], units) if self.return_sequences else (shape[0], units)
        return [output, *((shape[0], n) for n in self.state_size)] if self.return_state else output

    def __call__(self, inputs: Any, initial_state: Any = None, **kwargs: Any) -> Any:
        if initial_state is not None and hasattr(inputs, "keras_history"):
            states = list(initial_state) if isinstance(initial_state, (list, tuple)) else [initial_state]
            return super().__call__(inputs, initial_state=states, **kwargs)
        return (
            super().__call__(inputs, **kwargs)
            if initial_state is None
            else super().__call__(inputs, initial_state=initial_state, **kwargs)
        )


_RNN_OPTIONS = ("return_sequences", "return_state", "go_backwards", "stateful", "unroll", "activity_regularizer",
                "zero_output_for_mask", "name", "batch_input_shape", "batch_shape", "input_shape", "input_dim",
                "input_length", "batch_size", "weights")  # fmt: skip


class _CellLayer(RNN):
    """A layer made of a cell: the arguments of both."""

    cell_class: type[_Cell]

    def __init__(self, units: int, *args: Any, **kwargs: Any) -> None:
        kwargs.pop("use_cudnn", None), kwargs.pop("time_major", None)
        own = {key: kwargs.pop(key) for key in _RNN_OPTIONS if key in kwargs}
        shared = {key: kwargs[key] for key in ("dtype", "trainable") if key in kwargs}
        name = f"{self.cell_class.__name__.removesuffix('Cell')}"
        cell = self.cell_class(units, *args, name=f"{name.lower().replace('simplernn', 'simple_rnn')}_cell", **kwargs)
        super().__init__(cell, **own, **shared)

    def __getattr__(self, name: str) -> Any:
        cell = self.__dict__.get("cell")
        if cell is not None and not name.startswith("_") and name in vars(cell):
            return getattr(cell, name)
        return super().__getattr__(name)


@counterpart("keras.layers.SimpleRNN")
class SimpleRNN(_CellLayer):
    """The fully connected recurrent layer; see `SimpleRNNCell` for its arguments and `RNN` for the rest.

    `activity_regularizer` is taken and has no effect, as in Keras 3 (`keras/src/layers/rnn/simple_rnn.py`).
    """

    cell_class = SimpleRNNCell

    def __init__(self, units: int, *args: Any, activity_regularizer: Any = None, **kwargs: Any) -> None:  # noqa: ARG002
        super().__init__(units, *args, **kwargs)


@counterpart("keras.layers.LSTM")
class LSTM(_CellLayer):
    """Long short-term memory; see `LSTMCell` for its arguments and `RNN` for the rest."""

    cell_class = LSTMCell


@counterpart("keras.layers.GRU")
class GRU(_CellLayer):
    """The gated recurrent unit; see `GRUCell` for its arguments and `RNN` for the rest."""

    cell_class = GRUCell
