"""Method resolution orders of the standard library's classes that others inherit from."""

from __future__ import annotations

import functools
import importlib

from tracer.linked import BUILTIN, EXTERNAL

SAFE_MODULES = frozenset(
    {
        *("abc", "argparse", "ast", "code", "codecs", "collections", "collections.abc", "configparser", "contextlib"),
        *("ctypes", "datetime", "enum", "fractions", "functools", "http.server", "io", "json", "json.decoder"),
        *("json.encoder", "logging", "numbers", "optparse", "pickle", "queue", "random", "socketserver", "string"),
        *("tarfile", "threading", "types", "typing", "unittest", "weakref", "zipfile"),
    }
)
"""Safe to import: no side effects, and the running Python has them."""


@functools.cache
def standard_mro(key: str) -> tuple[str, ...]:
    """Keys of the MRO of a builtin or standard class; of any other, itself and object."""
    module, _, name = key.partition(":")
    if module == "<builtin>":
        found = _class("builtins", name)
    else:
        owner, _, name = name.rpartition(".")
        found = _class(owner, name) if owner in SAFE_MODULES else None
    if found is None:
        return (key,) if key == "<builtin>:object" else (key, "<builtin>:object")
    return (key, *(_key(base) for base in found.__mro__[1:]))


def metaclass_provider(name: str, attribute: str) -> str:
    """The key of the class that a metaclass of the standard library, by its dotted name, has an attribute from; "" for
    what is no such metaclass, or has no such attribute."""
    module, _, last = name.rpartition(".")
    found = _class(module, last) if module in SAFE_MODULES else None
    if found is None or not issubclass(found, type):
        return ""
    return next((_key(cls) for cls in type.mro(found) if attribute in vars(cls)), "")


def canonical(key: str) -> str:
    """`typing_extensions` hands on what `typing` has."""
    name = key.removeprefix(f"{EXTERNAL}typing_extensions.")
    return f"{EXTERNAL}typing.{name}" if name != key and _class("typing", name) else key


def _class(module: str, name: str) -> type | None:
    found = getattr(importlib.import_module(module), name, None)
    found = getattr(found, "__origin__", found)
    return found if isinstance(found, type) else None


def _key(cls: type) -> str:
    if cls.__module__ == "builtins":
        return f"{BUILTIN}{cls.__qualname__}"
    return f"{EXTERNAL}{cls.__module__}.{cls.__qualname__}"
