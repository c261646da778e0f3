"""The decorators that register something, and what their arguments say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from tracer.extract.constants import Constants, Unknown
from tracer.facts import Argument, Attribute, Constant, Expr, Name

Named = tuple[str, dict[str, str]]
_PACKAGES = {"tf": "tensorflow", "keras": "keras", "estimator": "estimator"}
NUMPY = "experimental.numpy"
_MAKERS = frozenset(("tf_export", "api_export"))
"""Modules whose `*_export` are exporters, whatever package they are for."""


@dataclass(frozen=True, slots=True)
class Registrar:
    """A decorator with the arguments given to it so far; `called` when only the object is missing."""

    kind: str
    read: Callable[[Registrar, Constants, str], Iterator[Named]]
    package: str = ""
    both_versions: bool = True
    args: tuple[Argument, ...] = ()
    called: bool = False

    def given(self, args: tuple[Argument, ...], called: bool = False) -> Registrar:
        return replace(self, args=self.args + args, called=called)

    def names(self, constants: Constants, symbol: str) -> list[Named]:
        """Each name that `symbol` is registered under, with details. Raises Unknown."""
        return list(self.read(self, constants, symbol))

    def positional(self) -> list[Expr]:
        return [argument.value for argument in self.args if argument.keyword is None and argument.star != "**"]

    def keyword(self, name: str) -> Expr | None:
        """The argument `name`; the last one counts, as for `functools.partial`."""
        found = [argument.value for argument in self.args if argument.keyword == name]
        return found[-1] if found else None


def registrar_of(name: str, module: str = "") -> Registrar | None:
    """The registrar known as `name`, imported from `module` if that is known."""
    name = name.lstrip("_")
    plain = _PLAIN.get(name)
    if plain is not None:
        return plain
    stem, _, last = name.rpartition("_")
    if last != "export" or not stem:
        return None
    maker = module.rpartition(".")[2]
    if stem in _PACKAGES or maker in _MAKERS:
        if stem == "api":
            return None
        # Keras 3's own exporter knows one version, and so do those made after it.
        both = maker != "api_export"
        return Registrar("export", _exports, _PACKAGES.get(stem, stem), both)
    return None


def exporter_of(function: Expr, args: tuple[Argument, ...], constants: Constants) -> Registrar | None:
    """`partial(api_export, api_name=...)`: an exporter of the package that `api_name` says."""
    name = function.attr if isinstance(function, Attribute) else getattr(function, "id", "")
    package = next((argument.value for argument in args if argument.keyword == "api_name"), None)
    if name != "api_export" or package is None:
        return None
    try:
        return Registrar("export", _exports, constants.text(package))
    except Unknown:
        return None


def _exports(registrar: Registrar, constants: Constants, _symbol: str) -> Iterator[Named]:
    path = registrar.keyword("path")
    positional = registrar.positional() + ([] if path is None else [path])
    names = constants.strings(positional)
    v1 = registrar.keyword("v1")
    # Keras 3 passes a list where others pass several arguments.
    both = registrar.both_versions and not any(_is_list(expression) for expression in positional)
    older = constants.strings([v1]) if v1 is not None else names if both else ()
    common = {"package": registrar.package}
    multiple = registrar.keyword("allow_multiple_exports")
    if isinstance(multiple, Constant) and multiple.value == "True":
        common["multiple"] = "yes"
    for name in names:
        yield name, {"api": "v2", **common}
    for name in older:
        yield name, {"api": "v1", **common}


def _numpy_exports(registrar: Registrar, constants: Constants, _symbol: str) -> Iterator[Named]:
    """`np_doc("sum")`: what tensorflow/python/ops/numpy_ops/np_export.py puts below `tf.experimental.numpy`."""
    export = registrar.keyword("export")
    if isinstance(export, Constant) and export.value == "False":
        return
    for name, _ in _first_argument(registrar, constants, _symbol):
        yield f"{NUMPY}.{name}", {"api": "v2", "package": "tensorflow"}


def _is_list(expression: Expr) -> bool:
    return getattr(expression, "kind", "") in ("list", "tuple")


def _first_argument(registrar: Registrar, constants: Constants, _symbol: str) -> Iterator[Named]:
    positional = registrar.positional() or [argument.value for argument in registrar.args[:1]]
    if not positional:
        raise Unknown
    yield constants.text(positional[0]), {}


def _serializable(registrar: Registrar, constants: Constants, symbol: str) -> Iterator[Named]:
    """`register_keras_serializable(package="Custom", name=None)` registers "package>name"."""
    positional = registrar.positional()
    package = registrar.keyword("package") or (positional[0] if positional else None)
    name = registrar.keyword("name") or (positional[1] if len(positional) > 1 else None)
    prefix = "Custom" if package is None else constants.text(package)
    own = symbol.rpartition(".")[2]
    yield f"{prefix}>{own if _is_none(name) or name is None else constants.text(name)}", {"package": prefix}


def _is_none(expression: Expr | None) -> bool:
    return isinstance(expression, Constant) and expression.kind == "None"


def _dispatched(registrar: Registrar, _constants: Constants, _symbol: str) -> Iterator[Named]:
    """`dispatch_for_api(math_ops.add, ...)`: the first argument is the API, given by reference."""
    target: Expr
    for argument in registrar.positional()[:1]:
        parts, target = [], argument
        while isinstance(target, Attribute):
            parts.append(target.attr)
            target = target.value
        if not isinstance(target, Name):
            raise Unknown
        yield ".".join([target.id, *reversed(parts)]), {}


_PLAIN = {
    "RegisterGradient": Registrar("gradient", _first_argument),
    **dict.fromkeys(("no_gradient", "NotDifferentiable", "NoGradient"), Registrar("no_gradient", _first_argument)),
    "counterpart": Registrar("counterpart", _first_argument),
    "RegisterStatistics": Registrar("statistics", _first_argument),
    "RegisterPFor": Registrar("vectorization", _first_argument),
    "RegisterPForWithArgs": Registrar("vectorization", _first_argument),
    "register_keras_serializable": Registrar("serializable", _serializable),
    "register_serializable": Registrar("serializable", _serializable),
    **dict.fromkeys(("np_export", "np_doc", "np_doc_only"), Registrar("export", _numpy_exports)),
    "dispatch_for_api": Registrar("op_dispatch", _dispatched),
    "dispatch_for_types": Registrar("op_dispatch", _dispatched),
}
