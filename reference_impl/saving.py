"""Weights in files: Keras 3's `.weights.h5` layout, readable by Keras and the other way round.

`keras/src/saving/saving_lib.py` (`_save_state`, `_walk_saveable`): each layer is a group, its variables are datasets
`vars/0`,
`vars/1`, ...; a Sequential's or Functional's layers stand under `layers/`, named after their class (`dense`,
`dense_1`);
sublayers of other layers stand under the attribute that holds them (`cell`, `forward_layer`). Files of Keras 1 and 2,
which
list `layer_names`, are read too.
"""

from __future__ import annotations

import json
import tempfile
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .backend.base import Variable
from .counterpart import counterpart
from .layers.base import Layer
from .lazy import snake_case


class WeightsFileError(ValueError):
    """A weights file that cannot be read, or does not fit the model."""


@dataclass(frozen=True)
class State:
    """One layer's own variables and where they stand in the file."""

    path: str
    name: str
    variables: list[Variable]


def _h5py() -> Any:
    try:
        import h5py
    except ModuleNotFoundError as error:
        raise WeightsFileError("weights files need h5py: pip install 'tensorflow-tracer[tf]' or h5py") from error
    return h5py


def states(layer: Layer, path: str = "") -> Iterator[State]:
    """`layer` and everything inside it, each once, in Keras's order."""
    yield from _states(layer, path, set())


def _states(layer: Layer, path: str, seen: set[int]) -> Iterator[State]:
    if id(layer) in seen:
        return
    seen.add(id(layer))
    own = [v for v in layer._variables if v.wanted] + [v for v in layer._variables if not v.wanted]
    yield State(f"{path}/vars".lstrip("/"), layer.name, own)
    for name, value in _children(layer):
        child = f"{path}/{name}"
        if isinstance(value, Layer):
            yield from _states(value, child, seen)
        else:
            yield from _container_states(value, child, seen)


def _container_states(container: Any, path: str, seen: set[int]) -> Iterator[State]:
    used: Counter[str] = Counter()
    for item in container.values() if isinstance(container, dict) else container:
        if not isinstance(item, (Layer, list, tuple, dict)):
            continue
        name = snake_case(type(item).__name__) if isinstance(item, Layer) else "container"
        unique = f"{name}_{used[name]}" if used[name] else name
        used[name] += 1
        if isinstance(item, Layer):
            yield from _states(item, f"{path}/{unique}", seen)
        else:
            yield from _container_states(item, f"{path}/{unique}", seen)


def _children(layer: Layer) -> Iterator[tuple[str, Any]]:
    """Attributes that hold layers, by name with private ones last; the layer list of a Sequential or Functional
    first.
    """
    from .models import Sequential

    if isinstance(layer, Sequential) or hasattr(layer, "graph"):
        yield "layers", layer.layers
    for name in sorted(vars(layer), key=lambda name: f"~{name}" if name.startswith("_") else name):
        value = vars(layer)[name]
        if name not in _INTERNAL and isinstance(value, (Layer, list, tuple, dict)):
            yield name, value


_INTERNAL = {
    "_layers",
    "_variables",
    "_losses",
    "_inbound_nodes",
    "_input_layer",
    "_operations",
    "_nodes",
    "nodes",
    "inputs",
    "outputs",
}


@counterpart("keras.Model.save_weights")
def save_weights(model: Any, path: str | Path, overwrite: bool = True) -> None:
    """Writes the model's weights, and its optimizer's state if it has one.

    Raises:
        WeightsFileError: the model has no weights yet, or the file exists and `overwrite` is False.
    """
    h5py = _h5py()
    path = Path(path)
    if not path.name.endswith(".h5"):
        raise WeightsFileError(f"The filename must end in `.weights.h5`. Received: filepath={path}")
    if path.exists() and not overwrite:
        raise WeightsFileError(f"{path} exists; pass overwrite=True to replace it")
    if not model.built:
        raise WeightsFileError(
            f"Model {model.name!r} has no weights yet: call it on data, or give its first layer an input shape"
        )
    with h5py.File(path, "w") as file:
        for state in states(model):
            _write(file, state.path, state.name, [v.numpy() for v in state.variables])
        slots = _optimizer_variables(model)
        if slots:
            _write(file, "optimizer/vars", snake_case(type(model.optimizer).__name__), [v.numpy() for v in slots])


def _write(file: Any, path: str, name: str, arrays: Sequence[NDArray[Any]]) -> None:
    group = file.require_group(path)
    group.attrs["name"] = name
    for index, array in enumerate(arrays):
        group.create_dataset(str(index), data=array)


def _optimizer_variables(model: Any) -> list[Variable]:
    optimizer = getattr(model, "optimizer", None)
    return list(getattr(optimizer, "variables", ()) or ())


@counterpart("keras.Model.load_weights")
def load_weights(model: Any, path: str | Path, by_name: bool = False, skip_mismatch: bool = False) -> None:
    """Reads the model's weights from a file of `save_weights`, of Keras 3, or of Keras 1 and 2.

    Nothing is changed unless everything fits.

    Args:
        by_name: fill only the layers whose name the file has (the file tells each layer's name).
        skip_mismatch: leave layers alone that do not fit.

    Raises:
        WeightsFileError: no such file, or it does not fit; the message names the layer, what it expected and what it
            found.
    """
    h5py = _h5py()
    try:
        file = h5py.File(path, "r")
    except OSError as error:
        raise WeightsFileError(f"cannot read weights from {path}: {error}") from error
    if not model.built:
        file.close()
        raise WeightsFileError(f"Model {model.name!r} has no weights yet: call it on data before loading {path}")
    with file:
        found = _legacy_arrays(file, model) if "layer_names" in _attributes(file) else _arrays(file, model, by_name)
        plan = [pair for state, arrays in found for pair in _pairs(state, arrays, path, skip_mismatch)]
        plan += _optimizer_plan(file, model)
    for variable, array in plan:
        variable.assign(array)


def _attributes(file: Any) -> Any:
    return file.get("model_weights", file).attrs


def _arrays(file: Any, model: Any, by_name: bool) -> Iterator[tuple[State, list[NDArray[Any]] | None]]:
    named = _groups_by_name(file) if by_name else {}
    for state in states(model):
        if by_name:
            if state.variables and state.name in named:
                yield state, _datasets(named[state.name])
        elif state.variables:
            yield state, _datasets(file[state.path]) if state.path in file else None


def _groups_by_name(file: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}

    def visit(path: str, group: Any) -> None:
        if path.endswith("vars") and not path.startswith("optimizer") and "name" in group.attrs:
            found[str(group.attrs["name"])] = group

    file.visititems(visit)
    return found


def _datasets(group: Any) -> list[NDArray[Any]]:
    return [np.asarray(group[key]) for key in sorted((key for key in group if key.isdigit()), key=int)]


def _legacy_arrays(file: Any, model: Any) -> Iterator[tuple[State, list[NDArray[Any]] | None]]:
    """Keras 1 and 2: a group a layer, in order, with the names of its arrays in `weight_names`."""
    root = file.get("model_weights", file)
    groups = [root[_text(name)] for name in root.attrs["layer_names"]]
    stored = [group for group in groups if len(group.attrs["weight_names"])]
    wanted = [layer for layer in model.layers if layer.weights]
    if len(stored) != len(wanted):
        raise WeightsFileError(
            f"You are trying to load a weight file containing {len(stored)} layers into a model with {len(wanted)} "
            "layers."
        )
    for layer, group in zip(wanted, stored, strict=True):
        arrays = [np.asarray(group[_text(name)]) for name in group.attrs["weight_names"]]
        yield State("", layer.name, layer.weights), arrays


def _text(name: Any) -> str:
    return name.decode() if isinstance(name, bytes) else str(name)


def _pairs(
    state: State, arrays: list[NDArray[Any]] | None, path: str | Path, skip_mismatch: bool
) -> list[tuple[Variable, NDArray[Any]]]:
    problem = _problem(state, arrays)
    if problem is None:
        return list(zip(state.variables, arrays or (), strict=True))
    if skip_mismatch:
        return []
    raise WeightsFileError(f"Layer '{state.name}' does not fit {path}: {problem}")


def _problem(state: State, arrays: list[NDArray[Any]] | None) -> str | None:
    expected = [v.shape for v in state.variables]
    if arrays is None:
        return f"it expected {len(expected)} variables at `{state.path}`, and the file has nothing there"
    found = [array.shape for array in arrays]
    if expected == found:
        return None
    if len(expected) != len(found):
        return f"it expected {len(expected)} variables, but the file has {len(found)}"
    index = next(i for i, pair in enumerate(zip(expected, found, strict=True)) if pair[0] != pair[1])
    return f"variable '{state.variables[index].name}' expected shape {expected[index]}, found shape {found[index]}"


def _optimizer_plan(file: Any, model: Any) -> list[tuple[Variable, NDArray[Any]]]:
    """The optimizer's state. Where the file has another number of variables, as after other layers were trained,
    training goes on with the optimizer as it is, which Keras warns of too."""
    slots = _optimizer_variables(model)
    arrays = _datasets(file["optimizer/vars"]) if "optimizer/vars" in file else []
    if not slots or "layer_names" in _attributes(file):
        return []
    if len(slots) != len(arrays):
        warnings.warn(
            f"Skipping variable loading for optimizer '{model.optimizer.name}', because it has {len(slots)} variables "
            f"whereas the saved optimizer has {len(arrays)} variables.",
            stacklevel=4,
        )
        return []
    problem = _problem(State("optimizer/vars", model.optimizer.name, slots), arrays)
    if problem is not None:
        raise WeightsFileError(f"Optimizer '{model.optimizer.name}' does not fit the file: {problem}")
    return list(zip(slots, arrays, strict=True))


@counterpart("keras.Model.save")
def save_model(model: Any, path: str | Path, overwrite: bool = True) -> None:
    """The whole model - architecture, weights,
    compilation - in one file of Keras 3's `.keras` form (a zip of JSON and HDF5).

    The form is the same whatever the name ends in; the guides of 2016-2021 save to `.h5` and to bare names.

    Raises:
        WeightsFileError: the file exists and `overwrite` is False, or the model has no weights yet.
    """
    from .models.configuration import to_json

    path = Path(path)
    if path.exists() and not overwrite:
        raise WeightsFileError(f"{path} exists; pass overwrite=True to replace it")
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(path, "w") as archive:
        weights = Path(folder) / "model.weights.h5"
        save_weights(model, weights)
        archive.writestr("metadata.json", json.dumps({"keras_version": "3.5.0"}))
        archive.writestr("config.json", to_json(model))
        archive.write(weights, "model.weights.h5")


@counterpart("keras.models.load_model")
def load_model(path: str | Path, custom_objects: Any = None, compile: bool = True, **_: Any) -> Any:
    """A model from a file of `save_model` or of Keras 3's `model.save("....keras")`.

    Raises:
        WeightsFileError: no such file, or it is none of these.
    """
    from .conversion import compile_from_config
    from .models.configuration import deserialize
    from .utilities import get_custom_objects

    try:
        with zipfile.ZipFile(path) as archive, tempfile.TemporaryDirectory() as folder:
            description, known = (
                json.loads(archive.read("config.json")),
                {**get_custom_objects(), **(custom_objects or {})},
            )
            model = deserialize(description, known)
            weights = archive.extract("model.weights.h5", folder)
            if compile and description.get("compile_config"):
                compile_from_config(model, description["compile_config"], known)
                model.optimizer.build(model.trainable_weights)  # so that its state is read along with the weights
            load_weights(model, weights)
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise WeightsFileError(f"cannot load a model from {path}: {error}") from error
    return model
