"""Lets a Keras script run on `reference_impl` unchanged: its `keras` and `tensorflow` imports are answered from here.

A finder placed first on `sys.meta_path` serves the names below as thin modules that forward to `reference_impl`.
Nothing
on disk changes and other processes see nothing; `redirected()` undoes it.

With the NumPy backend the whole name `tensorflow` is answered by `tensorflow_names`. With the TensorFlow backend the
real TensorFlow stays, and only its Keras is exchanged.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.abc
import importlib.machinery
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MODELS = ("reference_impl.models",)
_LAYERS = ("reference_impl.layers", "reference_impl.legacy")
_UTILS = ("reference_impl.utils", "reference_impl.preprocessing")

#: `keras.<name>` -> the modules that answer for it, first match first. Old module names (`layers.core`, `np_utils`,
#: `objectives`)
#: are those of Keras 1.2 and 2.3.
KERAS_MODULES: dict[str, tuple[str, ...]] = {
    "": ("reference_impl", *_MODELS),
    "activations": ("reference_impl.activations",),
    "applications": ("reference_impl.applications",),
    "backend": ("reference_impl.backend",),
    "callbacks": ("reference_impl.callbacks",),
    "constraints": ("reference_impl.constraints",),
    "datasets": ("reference_impl.datasets",),
    "datasets.mnist": ("reference_impl.datasets.mnist",),
    "datasets.fashion_mnist": ("reference_impl.datasets.fashion_mnist",),
    "datasets.cifar10": ("reference_impl.datasets.cifar10",),
    "datasets.cifar100": ("reference_impl.datasets.cifar100",),
    "datasets.imdb": ("reference_impl.datasets.imdb",),
    "datasets.reuters": ("reference_impl.datasets.reuters",),
    "datasets.boston_housing": ("reference_impl.datasets.boston_housing",),
    "engine": (*_LAYERS, *_MODELS),
    "engine.base_layer": _LAYERS,
    "engine.input_layer": _LAYERS,
    "engine.sequential": _MODELS,
    "engine.topology": (*_LAYERS, *_MODELS),
    "engine.training": _MODELS,
    "initializations": ("reference_impl.initializers",),
    "initializers": ("reference_impl.initializers",),
    "layers": _LAYERS,
    "losses": ("reference_impl.losses",),
    "metrics": ("reference_impl.metrics",),
    "models": _MODELS,
    "objectives": ("reference_impl.losses",),
    "ops": ("reference_impl.ops",),
    "optimizers": ("reference_impl.optimizers",),
    "optimizers.legacy": ("reference_impl.optimizers",),
    "optimizers.schedules": ("reference_impl.schedules",),
    "preprocessing": ("reference_impl.preprocessing",),
    "preprocessing.sequence": ("reference_impl.preprocessing",),
    "preprocessing.text": ("reference_impl.preprocessing",),
    "regularizers": ("reference_impl.regularizers",),
    "saving": _MODELS,
    "utils": _UTILS,
}
_LAYER_FILES = (
    "core convolutional pooling recurrent embeddings normalization merge merging wrappers noise local "
    "advanced_activations "
    "attention reshaping rnn regularization"
)
KERAS_MODULES |= {f"layers.{name}": _LAYERS for name in _LAYER_FILES.split()}
KERAS_MODULES |= {
    f"utils.{name}": _UTILS
    for name in ["np_utils", "data_utils", "generic_utils", "vis_utils", "layer_utils", "io_utils", "all_utils"]
}

#: Every name under which scripts reach Keras.
KERAS_ROOTS = (
    "keras",
    "tensorflow.keras",
    "tensorflow.python.keras",
    "tensorflow.contrib.keras",
    "tensorflow.compat.v1.keras",
    "tensorflow.compat.v2.keras",
    "tf_keras",
)

#: Parts of the stand-in `tensorflow`: a script may import them as modules.
TENSORFLOW_MODULES = {
    "tensorflow": "reference_impl.tensorflow_names",
    "tensorflow.compat": "reference_impl.tensorflow_names.compat",
    "tensorflow.compat.v1": "reference_impl.tensorflow_names",
    "tensorflow.compat.v2": "reference_impl.tensorflow_names",
    "tensorflow.contrib": "reference_impl.tensorflow_names.compat",
    "tensorflow.data": "reference_impl.tensorflow_names.data",
    "tensorflow.linalg": "reference_impl.tensorflow_names.linalg",
    "tensorflow.math": "reference_impl.tensorflow_names.math",
    "tensorflow.nn": "reference_impl.tensorflow_names.nn",
    "tensorflow.python": "reference_impl.tensorflow_names.compat",
    "tensorflow.random": "reference_impl.tensorflow_names.random",
}


class RedirectedModule(ModuleType):
    """A module that forwards every public name to the first of its targets that has it."""

    def __init__(self, name: str, targets: Sequence[str]) -> None:
        super().__init__(name, f"`{name}`, answered by {', '.join(targets) or 'reference_impl'}.")
        self._targets = tuple(targets)

    def __getattr__(self, attribute: str) -> Any:
        if attribute.startswith("__") and attribute != "__version__":
            raise AttributeError(attribute)
        submodule = f"{self.__name__}.{attribute}"
        if _targets_of(submodule) is not None:
            return importlib.import_module(submodule)
        for target in self._targets:
            try:
                return getattr(_resolve(target), attribute)
            except AttributeError as error:
                if "reference_impl" in str(error) and "has no attribute" not in str(error):
                    raise  # the target says itself what to do instead
        if attribute == "__version__":
            return "2.4.0"  # Keras's beside the TensorFlow of `tensorflow_names.py`
        raise AttributeError(
            f"`{self.__name__}.{attribute}` is not part of reference_impl. It has: {', '.join(self.__dir__())}."
        )

    @property
    def __all__(self) -> list[str]:  # what `from keras.layers import *` takes
        return self.__dir__()

    def __dir__(self) -> list[str]:
        names: set[str] = set()
        for target in self._targets:
            owner = _resolve(target)
            listed = None if "__dir__" in vars(owner) else getattr(owner, "__all__", None)
            names.update(name for name in listed or dir(owner) if not name.startswith("_"))
        return sorted(names)


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Answers for the redirected names; leaves all others to the finders behind it."""

    def __init__(self, with_tensorflow: bool) -> None:
        self.with_tensorflow = with_tensorflow

    def find_spec(self, fullname: str, path: object, target: object = None) -> importlib.machinery.ModuleSpec | None:
        del path, target
        if _targets_of(fullname) is None or (self.with_tensorflow and fullname in TENSORFLOW_MODULES):
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        return RedirectedModule(spec.name, _targets_of(spec.name) or ())

    def exec_module(self, module: ModuleType) -> None:
        del module  # nothing runs on import: names are looked up as they are used


def _targets_of(fullname: str) -> tuple[str, ...] | None:
    for root in KERAS_ROOTS:
        if fullname == root or fullname.startswith(root + "."):
            return KERAS_MODULES.get(fullname[len(root) + 1 :])
    target = TENSORFLOW_MODULES.get(fullname)
    return None if target is None else (target,)


def _resolve(dotted: str) -> Any:
    """The module or the namespace inside a module that `dotted` names; an empty module where it does not exist."""
    try:
        return importlib.import_module(dotted)
    except ModuleNotFoundError as error:
        if error.name != dotted and not dotted.startswith(f"{error.name}."):
            raise
    parent, _, name = dotted.rpartition(".")
    return getattr(importlib.import_module(parent), name)


def _is_redirected_name(name: str, with_tensorflow: bool) -> bool:
    roots = KERAS_ROOTS if with_tensorflow else (*KERAS_ROOTS, "tensorflow")
    return any(name == root or name.startswith(root + ".") for root in roots)


@contextlib.contextmanager
def redirected(*, with_tensorflow: bool = False) -> Iterator[None]:
    """While open, `import keras`, `import tensorflow.keras` and so on in this process give `reference_impl`.

    Args:
        with_tensorflow: keep the real `tensorflow` package, which the TensorFlow backend needs; exchange only its
            Keras.
    """
    from reference_impl import legacy

    finder = _Finder(with_tensorflow)
    if with_tensorflow:
        import tensorflow  # the real one, before its Keras is hidden
    hidden = {name: sys.modules.pop(name) for name in list(sys.modules) if _is_redirected_name(name, with_tensorflow)}
    sys.meta_path.insert(0, finder)
    real_keras = tensorflow.__dict__.get("keras") if with_tensorflow else None
    if with_tensorflow:
        tensorflow.keras = importlib.import_module("tensorflow.keras")
    try:
        with legacy.arguments_of_keras_1():
            yield
    except ImportError as error:
        module = sys.modules.get(error.name or "")
        if isinstance(module, RedirectedModule):
            known = ", ".join(dir(module))
            error.add_note(f"`{error.name}` is answered by reference_impl, which lacks this name. It has: {known}")
        raise
    finally:
        sys.meta_path.remove(finder)
        for name in [name for name in sys.modules if _is_redirected_name(name, with_tensorflow)]:
            del sys.modules[name]
        sys.modules.update(hidden)
        if with_tensorflow:
            tensorflow.keras = real_keras
