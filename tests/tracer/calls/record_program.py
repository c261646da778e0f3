"""Runs a program and tells which of its functions called which, as `python record_program.py FOLDER OUTPUT`.

FOLDER holds a `main.py`. OUTPUT receives a JSON list of [caller, callee] pairs, each `[file, line]`: the file relative
to FOLDER, the line of the `def` or `lambda`, 0 for a module's body. What a call goes through outside the folder is left
out; comprehensions, generator expressions and class bodies count as the code they stand in.
"""

from __future__ import annotations

import json
import linecache
import os
import runpy
import sys
import threading
from types import CodeType, FrameType

INNER = ("<listcomp>", "<genexpr>", "<setcomp>", "<dictcomp>")
MODULE = "<module>"

Place = tuple[str, int]


class Recorder:
    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.pairs: dict[tuple[int, int], tuple[CodeType, CodeType]] = {}
        """By identity: code is equal to other code that reads the same on the same lines of another file."""
        self.parents: dict[int, CodeType] = {}

    def __call__(self, frame: FrameType, event: str, arg: object) -> None:
        code = frame.f_code
        if event != "call" or not code.co_filename.startswith(self.folder):
            return
        if code.co_name == MODULE:
            self._learn(code)
            return
        caller = frame.f_back
        while caller is not None and not caller.f_code.co_filename.startswith(self.folder):
            caller = caller.f_back
        if caller is not None and self._owner(code) is code:
            owner = self._owner(caller.f_code)
            self.pairs[id(owner), id(code)] = (owner, code)

    def _learn(self, code: CodeType) -> None:
        for inner in code.co_consts:
            if isinstance(inner, CodeType):
                self.parents[id(inner)] = code
                self._learn(inner)

    def _owner(self, code: CodeType) -> CodeType:
        """The function or module that `code` counts as; bodies of classes have no fast locals."""
        while id(code) in self.parents and (code.co_name in INNER or not code.co_flags & 0x02):
            code = self.parents[id(code)]
        return code

    def places(self) -> list[tuple[Place, Place]]:
        return sorted({(self._place(caller), self._place(callee)) for caller, callee in self.pairs.values()})

    def _place(self, code: CodeType) -> Place:
        line = 0 if code.co_name == MODULE else code.co_firstlineno
        while code.co_name not in (MODULE, "<lambda>"):
            if linecache.getline(code.co_filename, line).lstrip().startswith(("def ", "async def ")):
                break
            line += 1
        return os.path.relpath(code.co_filename, self.folder), line


def record(folder: str) -> list[tuple[Place, Place]]:
    main, recorder = os.path.join(folder, "main.py"), Recorder(os.path.join(folder, ""))
    sys.path.insert(0, folder)
    sys.argv = [main]
    threading.setprofile(recorder)
    sys.setprofile(recorder)
    try:
        runpy.run_path(main, run_name="__main__")
    finally:
        sys.setprofile(None)
    return recorder.places()


if __name__ == "__main__":
    _, program, result = sys.argv
    found = record(os.path.abspath(program))
    with open(result, "w", encoding="utf-8") as output:
        json.dump(found, output)
