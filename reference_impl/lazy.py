"""Names that import their module on first use, and look-ups by string."""

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


class elsewhere:  # noqa: N801 - it is used as a function
    """A method, or property, whose function of the same name is in another module, imported at its first use."""

    owner: Any
    name: str

    def __init__(self, module: str, is_property: bool = False) -> None:
        self.module, self.is_property = module, is_property

    def __set_name__(self, owner: type, name: str) -> None:
        named = copy(self)  # one object may have been given several names: `a = b = elsewhere(...)`
        named.owner, named.name = owner, name
        setattr(owner, name, named)

    def __get__(self, obj: Any, cls: Any = None) -> Any:
        function = getattr(import_module(self.module, __package__), self.name)
        found = property(function) if self.is_property else function
        setattr(self.owner, self.name, found)
        return found.__get__(obj, cls)


class Catalog:
    """The public names of a package, each with the module that defines it; its methods serve as the package's.

    `names` are those that the core path needs; the rest are in `catalogs.py`, read when one of them is asked for.
    """

    names = unknown = missing = elsewhere(".catalogs")

    def __init__(self, package: str, kind: str, names: Mapping[str, str], aliases: Mapping[str, str] | None = None):
        self.package, self.kind, self.is_whole = package, kind, False
        self.places: dict[str, tuple[str, str]] = {}
        self.add(names, aliases or {})

    def add(self, modules: Mapping[str, str], aliases: Mapping[str, str]) -> None:
        """More names, by module; `aliases` are other spellings, besides `snake_case` of classes."""
        for module, names in modules.items():
            self.places |= {name: (module, name) for name in names.split()}
        self.places = {snake_case(name): place for name, place in self.places.items()} | self.places
        self.places |= {alias: self.places[name] for alias, name in aliases.items()}

    def __getitem__(self, name: str) -> Any:
        """The object called `name`, imported now if it was not before. Raises KeyError."""
        if name not in self.places and not name.startswith("_"):
            self.names()
        module, name = self.places[name]
        return getattr(import_module(module, self.package), name)

    def public(self) -> list[str]:
        """A module's `__dir__`: without `snake_case` of classes, which only strings are given in."""
        return [n for n in self.names() if n == self.places[n][1] or n != snake_case(self.places[n][1])]

    def attribute(self, name: str) -> Any:
        """A module's `__getattr__`."""
        try:
            return self[name]
        except KeyError:
            raise (AttributeError(name) if name.startswith("_") else self.missing(name)) from None

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
            raise self.unknown(name) from None
