"""What `from module import *` can bring, read from the text alone: TensorFlow 1's root package has some hundred modules
behind its star imports, and a name is in one of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from tracer.link.leading import leads
from tracer.link.quick_files import Files

if TYPE_CHECKING:
    from tracer.link.program import Program

_GAP = rb"(?:[ \t]|\\\r?\n)+"
_STARS = re.compile(rb"\bfrom" + _GAP + rb"([\w.]+)" + _GAP + rb"import(?:[ \t]|\\\r?\n)*\*")
_BOUND = (
    rb"(?s)([\"']%s[\"']|(?<![\w.\"'])%s\b)"
    rb"|\"\"\"(?:\\.|[^\\])*?\"\"\"|'''(?:\\.|[^\\])*?'''|#[^\n]*|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'"
)
"""A name as what binds it has it, or an element of `__all__`: no attribute, nothing in a comment or longer string."""
_LISTED_ELSEWHERE = re.compile(rb"(?m)\.__all__\b|^(?>[^\n]*?\bimport\b)[^\n]*\b__all__\b")
"""A module whose `__all__` is made of another's exports names that it doesn't write."""


class QuickStars:
    """Which modules of a program can bring a name by a star import."""

    def __init__(self, program: Program, files: Files) -> None:
        self._program = program
        self._files = files
        self._known: dict[tuple[str, str], bool] = {}

    def can_bring(self, module: str, name: str) -> bool:
        """Whether `from module import *` can bring `name`: its text has the word, or that of a module that it imports
        everything from, or which names that are can't be told from texts."""
        known = self._known.get((module, name))
        if known is None:
            written = re.escape(name.encode())
            word, bound = re.compile(written), re.compile(_BOUND.replace(b"%s", written))

            def look(one: str) -> Iterable[str] | None:
                return None if self._may_have(one, name, word, bound) else self._stars(one)

            known, told = leads(module, name, self._known, look)
            self._known.update(((one, name), known) for one in told)
        return known

    def _may_have(self, module: str, name: str, word: re.Pattern[bytes], bound: re.Pattern[bytes]) -> bool:
        """Whether a module can have a name, but for what its star imports bring."""
        file = self._program.tree.file(module)
        if file is None:
            return self._may_be_without_file(module, name)
        if self._files.found(word, file) and self._files.found(bound, file):
            return True
        return bool(self._files.found(_LISTED_ELSEWHERE, file))

    def _stars(self, module: str) -> Iterator[str]:
        file = self._program.tree.file(module)
        for match in self._files.found(_STARS, file) if file is not None else ():
            written = match.decode("utf-8", "replace")
            dots = len(written) - len(written.lstrip("."))
            origin = self._program.tree.absolute(written.lstrip("."), module, dots)
            if origin:
                yield origin

    def _may_be_without_file(self, module: str, name: str) -> bool:
        program = self._program
        if program.is_virtual(module):
            known = name in program.virtual_names(module)
            return known or (program.is_generated is not None and program.is_generated(module, name))
        return program.find_module(module) is not None
