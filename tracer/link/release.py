"""Which release of TensorFlow a snapshot holds, as its own sources say, and which public API that release has."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from tracer import facts as f

_DECLARING = ("tensorflow/tools/pip_package/setup.py", "tensorflow/tools/pip_package/setup.oss.py.tpl")
_VERSION = re.compile(r"(\d+)\.(\d+)")


def find(files: Iterable[f.SourceFile], load: Callable[[f.SourceFile], f.PythonFacts | None]) -> tuple[int, int] | None:
    """(major, minor) from `_VERSION = "2.1.0"` in the setup script of TensorFlow's wheel; None without one."""
    for file in files:
        if file.path in _DECLARING and file.kind == "python":
            facts = load(file)
            for statement in facts.body if facts else ():
                version = _version(statement)
                if version:
                    return version
    return None


def _version(statement: f.Statement) -> tuple[int, int] | None:
    if not isinstance(statement, f.Assign) or not isinstance(statement.value, f.Constant):
        return None
    names = [target.id for target in statement.targets if isinstance(target, f.Name)]
    match = _VERSION.match(statement.value.value)
    return (int(match[1]), int(match[2])) if "_VERSION" in names and match else None


def default_api(release: tuple[int, int] | None) -> str:
    """TensorFlow 2 made its second API the default; a tree that doesn't say is taken for one of today."""
    return "v1" if release is not None and release < (2, 0) else "v2"
