"""What `tracer/link/standard_library.txt` says of the standard library, as far as the running Python has it.

    python tests/tracer/link/list_standard_library.py            # once for each release, from 3.11 on

Classes that others inherit from, with their MRO, but for what inherits from `object` alone; the attributes that
metaclasses define; the modules of packages. Of what differs from one release to the next the newest counts.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

MODULES = (
    *("abc", "argparse", "ast", "builtins", "code", "codecs", "collections", "collections.abc", "configparser"),
    *("contextlib", "ctypes", "datetime", "enum", "fractions", "functools", "http.server", "io", "json"),
    *("json.decoder", "json.encoder", "logging", "numbers", "optparse", "pickle", "queue", "random"),
    *("socketserver", "string", "tarfile", "threading", "types", "typing", "unittest", "weakref", "zipfile"),
)
PACKAGES = (
    *("asyncio", "collections", "concurrent", "ctypes", "curses", "dbm", "distutils", "email", "encodings", "html"),
    *("http", "importlib", "json", "logging", "multiprocessing", "os", "pathlib", "re", "sqlite3", "string"),
    *("sysconfig", "tkinter", "tomllib", "unittest", "urllib", "wsgiref", "xml", "xmlrpc", "zipfile", "zoneinfo"),
)
"""Packages of any release, not those of tests and of what starts programs."""


def lines() -> Iterator[str]:
    for module in MODULES:
        for name, value in sorted(vars(importlib.import_module(module)).items()):
            cls = getattr(value, "__origin__", value)
            if isinstance(cls, type) and not name.startswith("__"):
                yield from about(module, name, cls)
    for package in PACKAGES:
        yield from (f"package {package} {name}" for name in modules_of(package))


def about(module: str, name: str, cls: type) -> Iterator[str]:
    bases = [dotted(base) for base in cls.__mro__[1:]]
    if len(bases) > 1 or (bases and module == "typing"):
        yield " ".join(["class", f"{module}.{name}", *bases])
    if cls is object or issubclass(cls, type):
        yield " ".join(["metaclass", f"{module}.{name}", dotted(cls), *sorted(vars(cls))])


def modules_of(package: str) -> Iterator[str]:
    try:
        path = getattr(importlib.import_module(package), "__path__", ())
    except ImportError:
        return
    for _, name, _ in pkgutil.iter_modules(path):
        if not name.startswith("_") and name not in ("test", "tests"):
            yield name


def dotted(cls: type) -> str:
    return f"{cls.__module__}.{cls.__qualname__}"


if __name__ == "__main__":
    print("\n".join(lines()))
