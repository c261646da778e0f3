"""Processes of this interpreter that import nothing from the folder that one happens to stand in.

That folder often is a stranger's repository, and `python -m` and `python -c` would look there first.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator

SAFE_PATH = {"PYTHONSAFEPATH": "1"}
"""What the environment of a child needs for its own children to do the same."""

_START = (
    "import runpy, sys; sys.path.append(sys.argv.pop(1)); "
    "runpy.run_module(sys.argv.pop(1), run_name='__main__', alter_sys=True)"
)


def python_command(module: str, *arguments: str) -> list[str]:
    """The command that runs a module of this project as a program, also where the project is not installed."""
    home = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    return [sys.executable, "-P", "-c", _START, home, module, *arguments]


@contextlib.contextmanager
def safe_path() -> Iterator[None]:
    """While it lasts, interpreters that are started leave the current folder out of their path."""
    before = os.environ.get("PYTHONSAFEPATH")
    os.environ.update(SAFE_PATH)
    try:
        yield
    finally:
        if before is None:
            os.environ.pop("PYTHONSAFEPATH", None)
        else:
            os.environ["PYTHONSAFEPATH"] = before
