"""compile and fit: the training loop.

One step is: forward pass under a tape, loss, gradients, the optimizer's update, metrics. It is written once, as in
`keras/src/backend/tensorflow/trainer.py`; the backend decides how it runs.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from . import optimizers
from .backend import use_backend
from .backend.base import Value
from .callbacks import History, callback_list
from .counterpart import counterpart
from .data_adapter import Batches, batches_of
from .lazy import elsewhere
from .targets import Objective

_HOW_TO_RUN = {"steps_per_execution", "jit_compile", "auto_scale_loss", "sample_weight_mode"}  # without effect here
_STEPS = {"train_step", "test_step", "predict_step", "compute_loss", "compute_metrics", "get_metrics_result", "metrics"}


@counterpart("keras.src.trainers.trainer.Trainer")
class Trainer:
    """What a model can do once it is compiled. Evaluating and predicting are in `evaluation.py`."""

    test_step = predict_step = _evaluate = _validation = evaluate = predict = elsewhere(".evaluation")
    train_on_batch = test_on_batch = predict_on_batch = wanted_still = try_out = elsewhere(".evaluation")
    compute_metrics = get_metrics_result = own_step = own_logs = unpacked = compiled_loss = elsewhere(".own_steps")
    metrics_names = compiled_metrics = elsewhere(".own_steps", is_property=True)

    has_one_output = compiled = stop_training = stop_evaluating = False
    run_eagerly = has_own_steps = _lacks_penalties = False
    optimizer: Any = None
    loss: Any = None
    history: History
    _objective: Objective | None = None
    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...

    def __init_subclass__(cls) -> None:
        cls.has_own_steps = cls.has_own_steps or bool(_STEPS & cls.__dict__.keys())

    @counterpart("keras.Model.compile")
    def compile(
        self, optimizer: Any = "rmsprop", loss: Any = None, loss_weights: Any = None, metrics: Any = None,
        weighted_metrics: Any = None, run_eagerly: bool = False, **without_effect: Any
    ) -> None:  # fmt: skip
        """Choose the optimizer, loss and metrics. Raises ValueError for names unknown or arguments of a wrong kind."""
        if without_effect.keys() - _HOW_TO_RUN:
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
    def train_step(self, data: Any) -> dict[str, Any]:
        """One update of the weights by a batch. A subclass may have one of its own (`own_steps.py`)."""
        x, y, sample_weight = self.unpacked(data) if self.has_own_steps else data
        ops, objective, variables = self.ops, self._objective_of("fit"), self._trained
        for layer in self._with_penalties:
            layer._losses.clear()
        with ops.tape(variables) as tape:
            y_pred = (self.__call__ if self.has_own_steps else self.run)(
                x, training="training" in self._accepts or None
            )
            loss = self.compute_loss(x, y, y_pred, sample_weight)
        if variables:
            self.optimizer.apply(tape.gradient(loss, variables), variables)
        objective.update(loss, x)
        return {} if objective.is_plain else self.compute_metrics(x, y, y_pred, sample_weight)

    @counterpart("keras.Model.compute_loss")
    def compute_loss(
        self, x: Any = None, y: Any = None, y_pred: Any = None, sample_weight: Any = None, training: Any = True,  # noqa: ARG002
    ) -> Value:  # fmt: skip
        """The scalar to minimize: what `compile` asked for, and the penalties of layers. Raises ValueError for none."""
        return self._objective_of("fit").loss(y, y_pred, sample_weight, [] if self._lacks_penalties else self.losses)

    def _prepare(self, x: Any, y: Any = None, sample_weight: Any = None, *, training: bool | None = False) -> None:
        """Build for a first batch, and check its shapes before anything is changed (within a user's steps if any)."""
        if self.has_own_steps and training is not None:
            return
        x = self.convert(x)
        self.ensure_built(x)
        self.check_input(x)
        is_plain = self._objective is None or self._objective.is_plain
        is_built = all(layer.built for layer in self.sublayers())
        if not (is_plain and is_built and 0 < len(self.weights) == len(self.trainable_weights)):
            self.try_out(x, y, sample_weight, training)
        layers, variables = self.sublayers(), self.trainable_weights
        penalized = [layer for layer in layers if layer.adds_losses or layer.activity_regularizer is not None]
        self.__dict__.update(_with_penalties=penalized, _trained=variables)  # not as attributes, which are tracked
        self._lacks_penalties = not penalized and not any(v.regularizer for v in variables)
        if training and variables:
            self.optimizer.build(variables)

    @counterpart("keras.Model.make_train_function")
    def _function(self, kind: str) -> Callable[..., Any]:
        """The step called `kind`, made ready by the backend."""
        functions: dict[str, Callable[..., Any]] = self.__dict__.setdefault("_functions", {})
        if kind not in functions:
            step = getattr(self, f"{kind}_step")
            functions[kind] = step if self.run_eagerly else self.ops.compile_step(step)
        return self.own_step(functions[kind], kind) if self.has_own_steps else functions[kind]

    def _logs(self) -> dict[str, float]:
        """Name -> value of the loss and the metrics so far, by name."""
        return self.own_logs() if self.has_own_steps else self._objective_of("fit").logs(self.metrics)

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
            run = callback_list(callbacks, self, verbose, epochs := nb_epoch or epochs, batches.count)
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
            run.on_epoch_end(epoch, dict(logs))  # callbacks may add to theirs
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
        for i, batch in enumerate(batches):
            run.on_batch_begin(kind, i)
            step(batch)
            run.on_batch_end(kind, i, self._logs)
            if self.stop_training if kind == "train" else self.stop_evaluating:
                break
