"""Import TensorFlow and Keras, walk what is public, and print where `inspect` says each class and function is.

Run in a process of its own; prints one JSON array a line: [name, kind, file, line]. `file` is relative to
site-packages, `line` that of the `def` or `class` keyword.
"""

from __future__ import annotations

import ast
import functools
import importlib
import inspect
import json
import os
import re
import sys
from collections import deque
from types import ModuleType
from typing import Any

PACKAGES = ("tensorflow", "keras")
SPACES = ("tensorflow.compat.v1", "tensorflow.compat.v2", "tensorflow", "keras")
_KEYWORD = re.compile(r"\s*(?:async\s+)?(?:def|class)\b")


def main() -> None:
    roots = {name: importlib.import_module(name) for name in PACKAGES}
    site = os.path.dirname(os.path.dirname(os.path.abspath(roots["keras"].__file__ or "")))
    for name, value in walk(roots):
        place = place_of(value)
        file = os.path.relpath(place[0], site) if place is not None else ""
        if place is not None and file.partition(os.sep)[0] in PACKAGES:
            print(json.dumps([name, "class" if inspect.isclass(value) else "function", file, place[1]]))


def walk(roots: dict[str, ModuleType]) -> Any:
    """(dotted name, value) of every public class and function, by shortest paths; each module is entered once from
    `keras`, from `tensorflow`, and from each of its compatibility APIs."""
    pending = deque(roots.items())
    seen: set[tuple[str, str]] = set()
    while pending:
        path, lazy = pending.popleft()
        module = loaded(lazy)
        space = next(space for space in SPACES if path.startswith(space))
        if module is None or module.__name__.partition(".")[0] not in PACKAGES or (space, module.__name__) in seen:
            continue
        seen.add((space, module.__name__))
        for name in sorted(n for n in dir(module) if not n.startswith("_")):
            try:
                value = getattr(module, name)
            except Exception:  # a lazy module may fail to load; then it has no truth to tell
                continue
            if isinstance(value, ModuleType):
                pending.append((f"{path}.{name}", value))
            elif inspect.isclass(value) or callable(value):
                yield f"{path}.{name}", value


def loaded(module: ModuleType) -> ModuleType | None:
    """The module itself, also of one that a lazy loader stands for."""
    try:
        dir(module)
        return sys.modules.get(module.__name__, module)
    except Exception:  # Keras 3 has no `tf.compat.v1.keras`
        return None


def place_of(value: Any) -> tuple[str, int] | None:
    """File and line of the unwrapped object; None where there is no Python source."""
    try:
        value = inspect.unwrap(without_tf_decorators(value))
        if not (inspect.isclass(value) or inspect.isroutine(value)):
            return None
        file = os.path.abspath(inspect.getsourcefile(value) or "")
        line = classes(file).get(value.__qualname__) if inspect.isclass(value) else value.__code__.co_firstlineno
        return None if line is None else (file, keyword_line(file, line))
    except (TypeError, AttributeError, OSError):
        return None


def without_tf_decorators(value: Any) -> Any:
    """What TensorFlow's own decorators wrap, which `inspect.unwrap` does not know."""
    if "tensorflow" not in sys.modules:
        return value
    from tensorflow.python.util import tf_decorator

    return tf_decorator.unwrap(value)[1]


@functools.cache
def classes(file: str) -> dict[str, int]:
    """Lines of all classes of a file by qualified name, the first of each as `inspect` has it."""
    found: dict[str, int] = {}

    def visit(node: ast.AST, prefix: str) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.ClassDef):
                found.setdefault(prefix + child.name, child.lineno)
                visit(child, f"{prefix}{child.name}.")
            elif isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                visit(child, f"{prefix}{child.name}.<locals>.")
            else:
                visit(child, prefix)

    visit(ast.parse("".join(lines(file))), "")
    return found


@functools.cache
def lines(file: str) -> list[str]:
    with open(file, encoding="utf-8") as stream:
        return stream.readlines()


def keyword_line(file: str, first: int) -> int:
    """From the first decorator to the keyword."""
    text = lines(file)
    for number in range(first, min(first + 60, len(text)) + 1):
        if _KEYWORD.match(text[number - 1]):
            return number
    return first


if __name__ == "__main__":
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
    sys.exit(main())
