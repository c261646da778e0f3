"""Layers around a layer: the same one at every time step, or one forward and one backward in time."""

from __future__ import annotations

from typing import Any

from ..backend.base import Value
from ..counterpart import counterpart
from ..lazy import is_foreign
from .base import Layer


@counterpart("keras.layers.Wrapper")
class Wrapper(Layer):
    """Holds the wrapped layer. Raises ValueError unless it is one."""

    def __init__(self, layer: Any, **kwargs: Any) -> None:
        if not isinstance(layer, Layer):
            raise ValueError(
                f"Layer {layer} supplied to Wrapper isn't a supported layer type. Please ensure it is a Layer."
            )
        super().__init__(**kwargs)
        self.layer = layer


@counterpart("keras.layers.TimeDistributed")
class TimeDistributed(Wrapper):
    """Applies a layer or model to every step: (batch, steps, ...) -> (batch, steps, ...), with the same weights.

    Steps are folded into the batch. A layer that acts differently in training (Dropout, BatchNormalization), or a model
    whose layers add to the loss, is called step by step instead, as Keras does, so that its random numbers, moving
    statistics and penalties are Keras's. As there, the layer's own activity regularizer counts for nothing.
    """

    supports_masking = True

    def build(self, input_shape: Any) -> None:
        if len(input_shape) < 3:
            raise ValueError(
                "`TimeDistributed` Layer should be passed an `input_shape` with at least 3 dimensions, "
                f"received: {tuple(input_shape)}"
            )
        if not self.layer.built:
            self.layer.build_once(self._step_shape(input_shape), within=self.name)

    def call(self, inputs: Value, training: bool | None = None, mask: Value = None) -> Value:
        ops, shape = self.ops, tuple(inputs.shape)
        by_step = ("training" in layer._accepts or is_foreign(layer) for layer in self.layer.sublayers())
        penalized = (layer.adds_losses or layer.activity_regularizer for layer in self.layer.sublayers()[1:])
        if "mask" in self.layer._accepts or any(by_step) or any(penalized):
            steps = [self._step(inputs, step, training, mask) for step in range(shape[1])]
            return ops.stack(steps, 1)
        if None in shape[2:] or shape[1] is None:
            raise ValueError(
                f"`TimeDistributed` needs to know the number of steps and their shape. Received shape {shape}"
            )
        folded = self._applied(ops.reshape(inputs, (-1, *shape[2:])))
        return ops.reshape(folded, (-1, shape[1], *folded.shape[1:]))

    def _step(self, inputs: Value, step: int, training: bool | None, mask: Value) -> Value:
        ops = self.ops
        kwargs: dict[str, Any] = {}
        if mask is not None and "mask" in self.layer._accepts:
            kwargs["mask"] = ops.getitem(mask, (slice(None), step))
        return self._applied(ops.getitem(inputs, (slice(None), step)), training=training, **kwargs)

    def _applied(self, inputs: Value, **kwargs: Any) -> Value:
        outputs = self.layer(inputs, **kwargs)
        if self.layer.activity_regularizer is not None:
            self.layer._losses.pop()
        return outputs

    def compute_output_shape(self, input_shape: Any) -> Any:
        inner = self.layer.compute_output_shape(self._step_shape(input_shape))
        return (inner[0], input_shape[1], *inner[1:])

    @staticmethod
    def _step_shape(shape: Any) -> tuple[int | None, ...]:
        return (shape[0], *shape[2:])


@counterpart("keras.layers.Bidirectional")
class Bidirectional(Layer):
    """A recurrent layer read forward and a twin read backward, their outputs merged.

    `merge_mode` is "concat" (twice the units), "sum", "mul", "ave", or None for a list of both outputs.
    Raises ValueError for another mode, or when both layers read in the same direction.
    """

    supports_masking = True

    def __init__(
        self,
        layer: Any,
        merge_mode: str | None = "concat",
        weights: Any = None,
        backward_layer: Any = None,
        **kwargs: Any,
    ) -> None:
        if not isinstance(layer, Layer):
            raise ValueError(
                f"Please initialize `Bidirectional` layer with a `keras.layers.Layer` instance. Received: {layer}"
            )
        if not hasattr(layer, "go_backwards"):
            raise ValueError(
                "`Bidirectional` needs a recurrent layer, with `go_backwards`, `return_sequences` and `return_state`. "
                f"Received: {layer}"
            )
        if merge_mode not in {"sum", "mul", "ave", "concat", None}:
            known = '{"sum", "mul", "ave", "concat", None}'
            raise ValueError(f"Invalid merge mode. Received: {merge_mode}. Merge mode should be one of {known}")
        kwargs = _inner_shape(layer, kwargs)
        super().__init__(**kwargs)
        self.forward_layer = _twin(layer, "forward")
        self.backward_layer = backward_layer or _twin(layer, "backward", go_backwards=True)
        if self.forward_layer.go_backwards == self.backward_layer.go_backwards:
            raise ValueError("Forward layer and backward layer should have different `go_backwards` value.")
        for each in (self.forward_layer, self.backward_layer):
            each.zero_output_for_mask = each.return_sequences
        self.merge_mode, self.initial_weights = merge_mode, weights
        self.stateful, self.return_sequences = layer.stateful, layer.return_sequences
        self.return_state = layer.return_state

    @property
    def layer(self) -> Any:
        """The forward layer, as the configuration calls it."""
        return self.forward_layer

    def build(self, input_shape: Any) -> None:
        for layer in (self.forward_layer, self.backward_layer):
            layer.build_once(input_shape, within=self.name)
        if self.initial_weights is not None:
            self.set_weights(self.initial_weights)

    def call(self, inputs: Value, mask: Value = None, training: bool | None = None, initial_state: Any = None) -> Any:
        half = len(initial_state or ()) // 2
        states = (initial_state[:half], initial_state[half:]) if initial_state else (None, None)
        results = [
            layer(inputs, mask=mask, training=training, **({} if state is None else {"initial_state": state}))
            for layer, state in zip((self.forward_layer, self.backward_layer), states, strict=True)
        ]
        ahead, back = (result[0] if self.return_state else result for result in results)
        if self.return_sequences:
            back = self.ops.flip(back, 1)
        merged = self._merge(ahead, back)
        if not self.return_state:
            return merged
        rest = [state for result in results for state in result[1:]]
        return [*(merged if isinstance(merged, list) else [merged]), *rest]

    def _merge(self, ahead: Value, back: Value) -> Any:
        ops = self.ops
        if self.merge_mode is None:
            return [ahead, back]
        if self.merge_mode == "concat":
            return ops.concatenate([ahead, back], -1)
        if self.merge_mode == "mul":
            return ops.multiply(ahead, back)
        total = ops.add(ahead, back)
        return ops.divide(total, 2) if self.merge_mode == "ave" else total

    def compute_mask(self, inputs: Value, previous_mask: Value = None) -> Any:  # noqa: ARG002
        if not self.return_sequences:
            return None
        return previous_mask

    def reset_states(self) -> None:
        for layer in (self.forward_layer, self.backward_layer):
            layer.reset_states()

    reset_state = reset_states


def _twin(layer: Any, direction: str, **changes: Any) -> Any:
    """A fresh layer of the same configuration, named `forward_...` or `backward_...`."""
    name = f"{direction}_{layer.name.removeprefix(f'{direction}_')}"
    return type(layer).from_config({**layer.get_config(), **changes, "name": name})


def _inner_shape(layer: Any, kwargs: dict[str, Any]) -> dict[str, Any]:
    """`Bidirectional(LSTM(8, input_shape=...))`: the wrapper takes over the shape the inner layer was given."""
    shape = getattr(layer, "_batch_input_shape", None)
    wanted = {"input_shape", "batch_input_shape", "input_dim"} & set(kwargs)
    return kwargs if shape is None or wanted else {**kwargs, "batch_input_shape": shape}
