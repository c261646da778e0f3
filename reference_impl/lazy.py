"""Names that import their module on first use, and look-ups by string."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from importlib import import_module
from types import FunctionType, MethodType
from typing import Any


def snake_case(name: str) -> str:
    """`GlorotUniform` -> `glorot_uniform`, as `keras.src.utils.naming.to_snake_case`."""
    name = re.sub(r"\W+", "", name)
    name = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()


def is_foreign(cls: type) -> bool:
    """Whether a class is a user's own."""
    return cls.__module__.partition(".")[0] != __package__


class Catalog:
    """The public names of a package, each with the module that defines it.

    `modules` maps a module (relative to `package`) to the names it holds; `aliases` maps other spellings to those names.
    """

    def __init__(
        self, package: str, kind: str, modules: Mapping[str, str], aliases: Mapping[str, str] | None = None
    ) -> None:
        self.package, self.kind = package, kind
        self.modules = {name: module for module, names in modules.items() for name in names.split()}
        self.aliases = {snake_case(name): name for name in self.modules if snake_case(name) not in self.modules}
        self.aliases |= aliases or {}

    def __getitem__(self, name: str) -> Any:
        """The object called `name`, imported now if it was not before. Raises KeyError."""
        name = self.aliases.get(name, name)
        return getattr(import_module(self.modules[name], self.package), name)

    def attribute(self, name: str) -> Any:
        """A module's `__getattr__`."""
        try:
            return self[name]
        except KeyError:
            raise AttributeError(f"module {self.package!r} has no attribute {name!r}") from None

    def names(self) -> list[str]:
        """A module's `__dir__`."""
        return sorted({*self.modules, *self.aliases})

    def get(self, identifier: Any) -> Any:
        """Resolve a string, a `{"class_name", "config"}` dict, a class, an object or a function, as `keras.*.get` does.

        Raises ValueError, listing what is known, for an unknown string or a value that cannot be called.
        """
        if isinstance(identifier, Mapping):
            cls = self.get_class(identifier["class_name"])
            return cls.from_config(dict(identifier.get("config", {})))
        found = self.get_class(identifier) if isinstance(identifier, str) else identifier
        if isinstance(found, type):
            return found()
        if not callable(found):
            raise ValueError(f"Could not interpret {self.kind} identifier: {identifier!r}")
        return self.own(found)

    def get_class(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            known = ", ".join(self.names())
            raise ValueError(f"Unknown {self.kind}: {name!r}. Known {self.kind} names: {known}") from None

    def own(self, found: Any) -> Any:
        """`tf.nn.relu` or `keras.losses.mse` given as a function: the one of the same name here."""
        root = (getattr(found, "__module__", None) or "").partition(".")[0]
        if root == __package__:
            return found
        if root not in {"tensorflow", "keras", "tf_keras"}:
            return recorded(found)
        name = getattr(found, "__name__", type(found).__name__).removesuffix("_v2")  # tf.nn.softmax is softmax_v2
        if hasattr(found, "get_config") and not isinstance(found, type):
            from .conversion import own_arguments

            return self.get(own_arguments({"class_name": name, "config": found.get_config()}))
        return self[name] if name in self.modules or name in self.aliases else found


def recorded(function: Any) -> Any:
    """A user's function, called with values whose operators (`y_true - y_pred`) are recorded for differentiation."""
    if not isinstance(function, (FunctionType, MethodType, functools.partial)):
        return function

    def call(*args: Any, **kwargs: Any) -> Any:
        from .backend import current

        ops = current()
        return function(
            *(ops.annotate(a) if hasattr(a, "dtype") and hasattr(a, "shape") else a for a in args), **kwargs
        )

    return functools.update_wrapper(call, function)


class elsewhere:  # noqa: N801
    """A method whose function lives in another module of this package, imported when it is first used."""

    def __init__(self, module: str, is_property: bool = False) -> None:
        self.module, self.is_property, self.name = module, is_property, ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.owner, self.name = owner, self.name or name

    def __get__(self, obj: Any, cls: Any = None) -> Any:
        function = getattr(import_module(self.module, __package__), self.name)
        setattr(self.owner, self.name, property(function) if self.is_property else function)
        return getattr(cls if obj is None else obj, self.name)
