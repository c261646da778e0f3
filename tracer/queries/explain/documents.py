"""The Python code in a script, a notebook or a Markdown page, with the lines where a reader finds it."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from pathlib import PurePath

from tracer.errors import MissingExtra, UsageError
from tracer.python_text import is_python
from tracer.queries.explain.ipython import plain_python

_PYTHON_FENCES = {"python", "python3", "py", "ipython", "ipython3", "pycon", "{.python}"}
_PROMPT = re.compile(r"^(>>>|\.\.\.) ?")


@dataclass(frozen=True, slots=True)
class Block:
    """A run of Python code. `first_line` is the line of its first line in the document, `label` says which it is.

    For notebooks lines are counted in the cell, which `label` names; else `label` is empty. `skipped` are the numbers,
    in `source`, of lines that were IPython's own.
    """

    source: str
    first_line: int
    label: str = ""
    skipped: tuple[int, ...] = ()


def blocks_of(text: str, path: str) -> tuple[Block, ...]:
    """The code of a document; its kind is told by the suffix of `path`, and a script where that says nothing.

    Raises `UsageError` for a notebook that cannot be read, `MissingExtra` if nbformat is not installed.
    """
    suffix = PurePath(path).suffix.lower()
    if suffix == ".ipynb":
        return _notebook_blocks(text, path)
    if suffix in {".md", ".markdown", ".mdx"}:
        return _markdown_blocks(text)
    return (_block(text, 1),)


def _block(source: str, first_line: int, label: str = "") -> Block:
    python, skipped = plain_python(source)
    return Block(python, first_line, label, skipped)


def _notebook_blocks(text: str, path: str) -> tuple[Block, ...]:
    try:
        import nbformat
    except ImportError as error:
        raise MissingExtra("reading notebooks needs nbformat", extra="notebooks") from error
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of cells without ids and the like: their code can be read
            notebook = nbformat.reads(text, as_version=4, capture_validation_error={})  # type: ignore[no-untyped-call,unused-ignore]
        sources = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    except Exception as error:  # nbformat raises whatever its JSON and schema readers raise
        raise UsageError(f"not a notebook that can be read, {error}", where=path, hint="save it again") from error
    for number, source in enumerate(sources, start=1):
        if not isinstance(source, str):
            raise UsageError(f"code cell {number} of the notebook holds no text", where=path, hint="save it again")
    return tuple(_block(source, 1, f"cell {number}") for number, source in enumerate(sources, start=1))


def _markdown_blocks(text: str) -> tuple[Block, ...]:
    from markdown_it import MarkdownIt

    blocks = []
    for token in MarkdownIt().parse(text):
        if token.type not in ("fence", "code_block") or token.map is None:
            continue
        info = token.info.split()[0].lower() if token.info.strip() else ""
        block = _block(_without_prompts(token.content), token.map[0] + (2 if token.type == "fence" else 1))
        if info in _PYTHON_FENCES or (not info and block.source.strip() and is_python(block.source)):
            blocks.append(block)
    return tuple(blocks)


def _without_prompts(source: str) -> str:
    """A pasted interpreter session as code: prompts taken off, output lines blanked."""
    lines = source.splitlines()
    if not any(line.startswith(">>>") for line in lines):
        return source
    return "\n".join(_PROMPT.sub("", line) if _PROMPT.match(line) else "" for line in lines) + "\n"
