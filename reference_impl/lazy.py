"""Names that import their module on first use, and look-ups by string."""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import copy
from importlib import import_module
from typing import Any


def snake_case(name: str) -> str:
    """`GlorotUniform` -> `glorot_uniform`, as `keras.src.utils.naming.to_snake_case`."""
    name = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", re.sub(r"\W+", "", name))
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()


def is_foreign(obj: Any) -> bool:
    """Whether a class, function or object is not of this package, but a user's own."""
    return (getattr(obj, "__module__", None) or "").partition(".")[0] != __package__


class Catalog:
    """The public names of a package, each with the module that defines it; its methods serve as the package's
    functions. What `modules` does not list is in `catalogs.py`, read when needed.
    """

    def __init__(self, package: str, kind: str, modules: Mapping[str, str], aliases: Mapping[str, str] | None = None):
        self.package, self.kind, self.is_whole = package, kind, False
        self.modules: dict[str, str] = {}
        self.aliases: dict[str, str] = {}
        self.add(modules, aliases or {})

    def add(self, modules: Mapping[str, str], aliases: Mapping[str, str]) -> None:
        """More names, by module; `aliases` are other spellings, besides `snake_case` of classes."""
        self.modules |= {name: module for module, names in modules.items() for name in names.split()}
        self.aliases |= {snake_case(name): name for name in self.modules} | dict(aliases)

    def __getitem__(self, name: str) -> Any:
        """The object called `name`, imported now if it was not before. Raises KeyError."""
        if name not in self.modules and name not in self.aliases:
            self.names()
        name = name if name in self.modules else self.aliases[name]
        return getattr(import_module(self.modules[name], self.package), name)

    def attribute(self, name: str) -> Any:
        """A module's `__getattr__`."""
        try:
            return self[name]
        except KeyError:
            raise AttributeError(f"module {self.package!r} has no attribute {name!r}") from None

    def names(self) -> list[str]:
        """A module's `__dir__`."""
        if not self.is_whole:
            import_module(".catalogs", __package__).complete(self)
        return sorted({*self.modules, *self.aliases})

    def get(self, identifier: Any) -> Any:
        """What a string, `{"class_name", "config"}` dict, class, object or function stands for (`keras.*.get`).

        None stays None. Raises ValueError, listing what is known, for an unknown string or what cannot be called.
        """
        if isinstance(identifier, str):
            identifier = self.get_class(identifier)
        elif identifier is not None and is_foreign(identifier):
            return import_module(".foreign", __package__).interpret(self, identifier)
        return identifier() if isinstance(identifier, type) else identifier

    def get_class(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            known = ", ".join(self.names())
            raise ValueError(f"Unknown {self.kind}: {name!r}. Known {self.kind} names: {known}") from None


class _Elsewhere:
    """A method, or property, whose function of the same name is in another module, imported at its first use."""

    def __init__(self, module: str, is_property: bool = False) -> None:
        self.module, self.is_property = module, is_property
        self.owner: type = type
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        named = copy(self)  # one object may have been given several names: `a = b = elsewhere(...)`
        named.owner, named.name = owner, name
        setattr(owner, name, named)

    def __get__(self, obj: Any, cls: Any = None) -> Any:
        function = getattr(import_module(self.module, __package__), self.name)
        found = property(function) if self.is_property else function
        setattr(self.owner, self.name, found)
        return found.__get__(obj, cls)


elsewhere: Any = _Elsewhere
