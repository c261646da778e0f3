"""What IPython takes beside Python: magics, shell commands and questions, blanked so that lines keep their numbers."""

from __future__ import annotations

import re

from tracer.python_text import is_python

_OF_PYTHON = frozenset({"time", "timeit", "prun", "memit", "mprun", "lprun", "capture", "snakeviz", "debug", "pypy"})
"""Cell magics whose cell is Python all the same."""
_TIMED = re.compile(r"^\s*%(?:time|timeit|prun|memit)\s+(?:-\w+\s*\d*\s+)*(?=[^-\s])")
"""Line magics that run the statement behind them."""
_CELL = re.compile(r"^%%(\w+)")
_COMMAND = re.compile(r"^\s*(?:[%!?]|[\w.*%]+\?{1,2}\s*(?:#.*)?$)")
_ASSIGNED = re.compile(r"^\s*+[\w, .]++=\s*[%!]\s*\w")
_QUOTE = re.compile(r"\"\"\"|'''|\"|'")


def plain_python(source: str) -> tuple[str, tuple[int, ...]]:
    """A script or cell as Python: the text, and the numbers of the lines that are IPython's own.

    What is Python as it stands is left as it is: `%` and `!=` may begin a line of it.
    """
    if not any(sign in source for sign in "%!?") or is_python(source):
        return source, ()
    lines = source.splitlines(keepends=True)
    first = next((line for line in lines if line.strip()), "")
    cell = _CELL.match(first)
    if cell is not None and cell[1] not in _OF_PYTHON:
        return "\n" * len(lines), tuple(number for number, line in enumerate(lines, 1) if line.strip())
    state, skipped = _State(), []
    for number, line in enumerate(lines, 1):
        if not state.is_command and not (state.is_at_rest and _is_command(line)):
            state.read(line)
            continue
        goes_on, state.is_command = state.is_command, line.rstrip().endswith("\\")
        timed, indent = _TIMED.match(line), line[: len(line) - len(line.lstrip())]
        if timed is not None:
            lines[number - 1] = indent + line[timed.end() :]
        elif line.strip():
            # A statement that does nothing, so that a block which holds nothing else stays one.
            lines[number - 1] = f"{indent}pass\n" if indent and not goes_on else "\n"
            skipped.append(number)
    return "".join(lines), tuple(skipped)


def _is_command(line: str) -> bool:
    return bool(_COMMAND.match(line) or _ASSIGNED.match(line))


class _State:
    """Whether a line begins a statement, by the brackets and strings that are open before it."""

    def __init__(self) -> None:
        self.is_command = False
        """Whether a line goes on with the command of the line before."""
        self._depth = 0
        self._quote = ""
        self._continues = False

    @property
    def is_at_rest(self) -> bool:
        return not self._depth and not self._quote and not self._continues

    def read(self, line: str) -> None:
        at = 0
        while at < len(line):
            if self._quote:
                at = self._end_of_string(line, at)
            elif line[at] == "#":
                break
            elif opened := _QUOTE.match(line, at):
                self._quote, at = opened[0], opened.end()
            else:
                self._depth = max(0, self._depth + (line[at] in "([{") - (line[at] in ")]}"))
                at += 1
        self._continues = not self._quote and line.rstrip("\r\n").endswith("\\")
        if len(self._quote) == 1 and not line.rstrip("\r\n").endswith("\\"):
            self._quote = ""  # such a string ends with its line, whether it is right or not

    def _end_of_string(self, line: str, at: int) -> int:
        while at < len(line):
            if line[at] == "\\":
                at += 2
            elif line.startswith(self._quote, at):
                at += len(self._quote)
                self._quote = ""
                break
            else:
                at += 1
        return at
