"""compile and fit: the training loop.

One step is: forward pass under a tape, loss, gradients, the optimizer's update, metrics. It is written once, as in
`keras/src/backend/tensorflow/trainer.py`; the backend decides how it runs.
"""

import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from . import optimizers
from .backend import use_backend
from .callbacks import History, listeners
from .counterpart import counterpart
from .data_adapter import Batches, batches_of
from .lazy import elsewhere
from .targets import Objective

_WITHOUT_EFFECT = {"steps_per_execution", "jit_compile", "auto_scale_loss", "sample_weight_mode"}


@counterpart("keras.src.trainers.trainer.Trainer")
class Trainer:
    """What a model can do once it is compiled. Evaluating and predicting are in `evaluation.py`."""

    test_step = predict_step = _evaluate = _validation = evaluate = predict = elsewhere(".evaluation")
    train_on_batch = test_on_batch = predict_on_batch = wanted_still = try_out = elsewhere(".evaluation")
    metrics_names = elsewhere(".evaluation", is_property=True)

    has_one_output = compiled = stop_training = stop_evaluating = run_eagerly = False
    optimizer: Any = None
    loss: Any = None
    history: History
    _objective: Objective | None = None
    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...

    @counterpart("keras.Model.compile")
    def compile(
        self, optimizer: Any = "rmsprop", loss: Any = None, loss_weights: Any = None, metrics: Any = None,
        weighted_metrics: Any = None, run_eagerly: bool = False, **without_effect: Any
    ) -> None:  # fmt: skip
        """Choose the optimizer, loss and metrics. Raises ValueError for names unknown or arguments of a wrong kind.

        How Keras would run the steps (`steps_per_execution`, `jit_compile`) has no effect here.
        """
        if without_effect.keys() - _WITHOUT_EFFECT:
            raise ValueError(f"Unrecognized arguments passed to `compile()`: {sorted(without_effect)}")
        given = loss, loss_weights, metrics, weighted_metrics
        wanted = self.wanted_still(*given) if self.compiled else given
        with use_backend(self.ops):
            self.optimizer, self.loss = optimizers.get(optimizer), wanted[0]
            self._objective = Objective.of(self, *wanted)
        self.run_eagerly, self.compiled, self._wanted = run_eagerly, True, wanted
        self._compile_arguments = optimizer, *given
        self.forget_functions()

    def forget_functions(self) -> None:
        """Let the next call make the step functions anew: the model changed."""
        self.__dict__["_functions"] = {}

    def _objective_of(self, method: str) -> Objective:
        """The compiled loss and metrics. Raises ValueError before `compile`."""
        if self._objective is None:
            raise ValueError(f"You must call `compile()` before calling `{method}()`.")
        return self._objective

    @property
    def metrics(self) -> list[Any]:
        """The loss's mean, then the metrics compiled, then those that layers added or the model holds itself."""
        own = self._objective.metrics if self._objective is not None else []
        added = [m for layer in self.sublayers() for m in layer.__dict__.get("_added_metrics", {}).values()]
        return own + added + [m for m in self.__dict__.values() if hasattr(type(m), "update_state")]

    def reset_metrics(self) -> None:
        for m in self.metrics:
            m.reset_state()

    @counterpart("keras.Model.train_step")
    def train_step(self, x: Any, y: Any, sample_weight: Any) -> None:
        """One update of the weights."""
        ops, objective, variables = self.ops, self._objective_of("fit"), self._trained
        for layer in self._with_penalties:
            layer._losses.clear()
        with ops.tape(variables) as tape:
            y_pred = self.run(x, training="training" in self._accepts or None)
            loss = objective.loss(y, y_pred, sample_weight, self.losses if self._has_penalties else [])
        if variables:
            self.optimizer.apply(tape.gradient(loss, variables), variables)
        else:
            warnings.warn("The model does not have any trainable weights.", stacklevel=2)
        objective.update(x, y, y_pred, sample_weight, loss)

    def _prepare(self, x: Any, y: Any = None, sample_weight: Any = None, *, training: bool = False) -> None:
        """Build what is not built yet from a first batch, and check its shapes before anything is changed."""
        x = self.convert(x)
        self.ensure_built(x)
        self.check_input(x)
        is_plain = self._objective is None or self._objective.is_plain
        is_built = all(layer.built for layer in self.sublayers())
        if not (is_plain and is_built and len(self.weights) == len(self.trainable_weights)):
            self.try_out(x, y, sample_weight)
        layers, variables = self.sublayers(), self.trainable_weights
        penalized = [layer for layer in layers if layer.adds_losses or layer.activity_regularizer is not None]
        self.__dict__.update(_with_penalties=penalized, _trained=variables)  # not as attributes, which are tracked
        self._has_penalties = bool(penalized) or any(v.regularizer for v in variables)
        if training and self.optimizer is not None:
            self.optimizer.build(variables)

    @counterpart("keras.Model.make_train_function")
    def _function(self, kind: str) -> Callable[..., Any]:
        """The step called `kind`, made ready by the backend."""
        functions: dict[str, Callable[..., Any]] = self.__dict__.setdefault("_functions", {})
        if kind not in functions:
            step = getattr(self, f"{kind}_step")
            functions[kind] = step if self.run_eagerly else self.ops.compile_step(step)
        return functions[kind]

    def _logs(self) -> dict[str, float]:
        """Name -> value of the loss and the metrics so far, by name."""
        return dict(sorted(self._objective_of("fit").logs(self.metrics).items()))

    @counterpart("keras.Model.fit")
    def fit(
        self, x: Any = None, y: Any = None, batch_size: int | None = None, epochs: int = 1, verbose: Any = "auto",
        callbacks: Any = None, validation_split: float = 0.0, validation_data: Any = None, shuffle: Any = True,
        class_weight: dict[int, float] | None = None, sample_weight: Any = None, initial_epoch: int = 0,
        steps_per_epoch: int | None = None, validation_steps: int | None = None,
        validation_batch_size: int | None = None, validation_freq: Any = 1, nb_epoch: int | None = None,
        max_queue_size: int = 10, workers: int = 1, use_multiprocessing: bool = False,  # noqa: ARG002
    ) -> History:  # fmt: skip
        """Train for `epochs` passes over the data; returns the History.

        Raises ValueError for data whose lengths or shapes do not fit; no weight has changed then.
        """
        self._objective_of("fit")
        if validation_split and validation_data is None:
            from .data_checks import split_validation

            (x, y, sample_weight), validation_data = split_validation(x, y, sample_weight, validation_split)
        with use_backend(self.ops):
            batches = batches_of(x, y, sample_weight, batch_size, steps_per_epoch, shuffle, class_weight)
            self._prepare(*batches.first(), training=True)
            batches.restart()
            validate, size = None, validation_batch_size or batch_size
            if validation_data is not None:
                validate = self._validation(validation_data, size, validation_steps, validation_freq)
            run = listeners(callbacks, self, verbose, epochs := nb_epoch or epochs, batches.count)
            with self.ops.threads_for(self.weights, batches.batch_size or 0):
                self._fit_epochs(batches, validate, run, range(initial_epoch, epochs))
        return self.history

    def _fit_epochs(self, batches: Batches, validate: Any, run: Any, epochs: range) -> None:
        self.stop_training, logs = False, None
        run.on_train_begin()
        for epoch in epochs:
            self.reset_metrics()
            run.on_epoch_begin(epoch)
            self._run_epoch(batches, run, "train")
            logs = self._logs()
            if validate is not None:
                logs = dict(sorted((logs | validate(epoch + 1, run)).items()))
            run.on_epoch_end(epoch, logs)
            if self.stop_training:
                break
        if self.optimizer.use_ema and epochs:
            self.optimizer.overwrite()
        run.on_train_end(logs)

    def _run_epoch(self, batches: Batches, run: Any, kind: str) -> None:
        """All steps of an epoch, with the callbacks' calls around them if there are any."""
        step = self._function(kind)
        if not run.per_batch(kind):
            self.ops.run_epoch(step, batches)
            return
        for i, (x, y, w) in enumerate(batches):
            run.on_batch_begin(kind, i)
            step(x, y, w)
            run.on_batch_end(kind, i, self._logs)
            if self.stop_training if kind == "train" else self.stop_evaluating:
                break
