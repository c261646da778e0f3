"""Records which functions of a package really call which, as `python record_pairs.py PACKAGE MODULE.WORKLOAD OUTPUT`.

WORKLOAD names a function of a module beside this one. OUTPUT receives a JSON list of [caller, callee] pairs, each
`[file, first line, qualified name, line of the def]`, files relative to site-packages. Comprehensions and generator
expressions count as the function they stand in; module bodies and class bodies are left out.
"""

from __future__ import annotations

import importlib
import json
import linecache
import os
import sys
from types import CodeType, FrameType

INNER = ("<listcomp>", "<genexpr>", "<setcomp>", "<dictcomp>")


def site_of(package: str) -> tuple[str, str]:
    """site-packages, and the folder of `package` in it."""
    module = __import__(package)
    folder = os.path.dirname(os.path.abspath(module.__file__))
    return os.path.dirname(folder), folder + os.sep


def record(package: str, workload: str) -> list[list[object]]:
    module, _, name = workload.rpartition(".")
    run = getattr(importlib.import_module(module), name)
    root, folder = site_of(package)
    # By identity: code is equal to other code that reads the same on the same lines of another file.
    pairs: dict[tuple[int, int], tuple[CodeType, CodeType]] = {}

    def owner(frame: FrameType | None) -> FrameType | None:
        while frame is not None and frame.f_code.co_name in INNER:
            frame = frame.f_back
        return frame

    def profile(frame: FrameType, event: str, arg: object) -> None:
        if event != "call" or not frame.f_code.co_filename.startswith(folder) or frame.f_code.co_name in INNER:
            return
        caller = owner(frame.f_back)
        if caller is not None and caller.f_code.co_filename.startswith(folder):
            pairs[id(caller.f_code), id(frame.f_code)] = (caller.f_code, frame.f_code)

    sys.setprofile(profile)
    try:
        run()
    finally:
        sys.setprofile(None)
    functions = [(caller, callee) for caller, callee in pairs.values() if is_function(caller) and is_function(callee)]
    told = {(describe(caller, root), describe(callee, root)) for caller, callee in functions}
    return sorted([list(caller), list(callee)] for caller, callee in told)


def is_function(code: CodeType) -> bool:
    """Bodies of modules and classes have no fast locals."""
    return bool(code.co_flags & 0x02)


def describe(code: CodeType, root: str) -> tuple[str, int, str, int]:
    line = code.co_firstlineno
    return os.path.relpath(code.co_filename, root), line, code.co_qualname, definition_line(code.co_filename, line)


def definition_line(file: str, first: int) -> int:
    """The line of `def` below the decorators that a code object begins with."""
    line = first
    while text := linecache.getline(file, line).lstrip():
        if text.startswith(("def ", "async def ")) or "lambda" in text:
            return line
        line += 1
    return first


if __name__ == "__main__":
    with open(sys.argv[3], "w") as output:
        json.dump(record(sys.argv[1], sys.argv[2]), output)
