"""Recurrent layers: a cell applied to one time step after another. Formulas: `keras/src/layers/rnn`."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..backend.base import Value, Variable
from ..counterpart import counterpart
from .base import InputSpec, Layer
from .recurrent_cells import Cell, GRUCell, LSTMCell, SimpleRNNCell


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
        if isinstance(self.cell, Cell):
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

    cell_class: type[Cell]

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
