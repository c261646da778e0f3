"""Runs a user's script or notebook with Keras redirected, and shows a last bare expression as a notebook would."""

from __future__ import annotations

import ast
import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from reference_impl.redirect import redirected

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class ScriptError(ValueError):
    """The script cannot be started: it does not exist, is no Python, or asks for a backend that is not there."""


def run_script(path: str, arguments: Sequence[str] = (), *, backend: str = "numpy", device: str | None = None) -> None:
    """Runs `path` as `__main__` with `sys.argv` and `sys.path[0]` as Python sets them. The script's own errors pass
    through.

    Raises:
        ScriptError: no such file, a syntax error, TensorFlow is wanted and not installed, or there is no such device.
    """
    from reference_impl.backend import use_backend

    cells = [compile_cell(source, path) for source in _read_cells(Path(path))]
    if backend == "tensorflow":
        _require_tensorflow()
    chosen = _made(backend, device)
    main = ModuleType("__main__")
    main.__dict__["__file__"] = path
    saved = (sys.argv, sys.path[:], sys.modules["__main__"])
    sys.argv, sys.modules["__main__"] = [path, *arguments], main
    sys.path.insert(0, str(Path(path).resolve().parent))
    try:
        with redirected(with_tensorflow=backend == "tensorflow"), use_backend(chosen):
            for statements, last in cells:
                exec(statements, main.__dict__)
                if last is not None:
                    _display(eval(last, main.__dict__))
    finally:
        sys.argv, sys.path[:], sys.modules["__main__"] = saved


def _made(backend: str, device: str | None) -> Any:
    from reference_impl.backend import use_backend

    try:
        with use_backend(backend, device) as made:
            return made
    except ValueError as error:
        raise ScriptError(str(error)) from error


def compile_cell(source: str, path: str) -> tuple[Any, Any | None]:
    """Compiled statements, and the last one apart when it is a bare expression (`model.layers`), so that it can be
    shown.
    """
    try:
        tree = ast.parse(source, path)
    except SyntaxError as error:
        raise ScriptError(f"{path}:{error.lineno}: not Python: {error.msg}") from error
    last = None
    if tree.body and isinstance(tree.body[-1], ast.Expr) and not source.rstrip().endswith(";"):
        expression = tree.body.pop()
        assert isinstance(expression, ast.Expr)
        last = compile(ast.Expression(expression.value), path, "eval")
    return compile(tree, path, "exec"), last


def _read_cells(path: Path) -> Iterator[str]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ScriptError(f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ScriptError(f"cannot read {path}: not UTF-8 (byte {error.start})") from error
    if path.suffix != ".ipynb":
        yield text
        return
    try:
        cells = json.loads(text)["cells"]
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise ScriptError(f"cannot read {path}: not a notebook of format 4") from error
    for cell in cells:
        if cell["cell_type"] == "code":
            yield _without_magics("".join(cell["source"]))


def _without_magics(source: str) -> str:
    """IPython's `%magic` and `!command` lines are passed over, and said to be."""
    lines = source.split("\n")
    for number, line in enumerate(lines):
        if line.lstrip().startswith(("%", "!")):
            print(f"reference_impl: not run: {line.strip()}", file=sys.stderr)
            lines[number] = line[: len(line) - len(line.lstrip())] + "pass"
    return "\n".join(lines)


def _display(value: object) -> None:
    if value is not None:
        print(repr(value))


def _require_tensorflow() -> None:
    try:
        found = importlib.util.find_spec("tensorflow")
    except ModuleNotFoundError:
        found = None
    if found is None:
        raise ScriptError(
            "--backend tensorflow needs TensorFlow: pip install 'tensorflow-tracer[tf]', or use --backend numpy"
        )
