"""Import packages, walk the public modules below them, and print where `inspect` says each function and class is.

    python -m tests.corpus.public_names django

Run in a process of its own; prints one JSON array a line: [dotted name, file, line], `file` relative to the folder that
the package lies in and `line` that of the `def` or `class` keyword. Names of other packages, and what has no Python
source, are left out.
"""

from __future__ import annotations

import contextlib
import importlib
import inspect
import io
import json
import os
import pkgutil
import re
import sys
import warnings
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from tests.tracer.reachable import place_of

_TEST_FILE = re.compile("(?:^test_|_test$)")
_NOT_PUBLIC = {"tests", "test", "testing", "conftest", "__main__", "conf", "contrib", "_testing"}
"""Parts of a module's name that mean tests, or need settings to be imported."""


def main() -> None:
    warnings.simplefilter("ignore")
    for package in sys.argv[1:]:
        with contextlib.redirect_stdout(io.StringIO()):
            root = importlib.import_module(package)
            modules = list(public_modules(root))
        folder = os.path.dirname(os.path.dirname(os.path.abspath(root.__file__ or "")))
        for module in modules:
            for name, value in public_values(module):
                place = place_of(value)
                file = os.path.relpath(place[0], folder) if place is not None else ""
                if place is not None and file.startswith(package + os.sep):
                    print(json.dumps([f"{module.__name__}.{name}", file, place[1]]))


def public_modules(root: ModuleType) -> Iterator[ModuleType]:
    """`root` and each module below it that has no private part in its name and can be imported."""
    pending = [root]
    while pending:
        module = pending.pop()
        yield module
        for info in pkgutil.iter_modules(vars(module).get("__path__", ())):
            if info.name.startswith("_") or info.name in _NOT_PUBLIC or _TEST_FILE.search(info.name):
                continue
            with contextlib.suppress(Exception, SystemExit):
                pending.append(importlib.import_module(f"{module.__name__}.{info.name}"))


def public_values(module: ModuleType) -> Iterator[tuple[str, Any]]:
    """The functions and classes that a module names in public: by `__all__` where it has one."""
    for name in sorted(vars(module).get("__all__") or vars(module)):
        with contextlib.suppress(Exception):  # lazy objects fail without their settings
            value = getattr(module, name)
            if not name.startswith("_") and (inspect.isclass(value) or inspect.isroutine(value)):
                yield name, value


if __name__ == "__main__":
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
    os.environ.setdefault("JAX_PLATFORMS", "cpu")
    main()
