"""Where the Python code of scripts, notebooks and Markdown pages is found."""

from __future__ import annotations

import json

import pytest

from tracer.errors import UsageError
from tracer.queries.explain.documents import Block, blocks_of
from tracer.queries.explain.ipython import plain_python

MARKDOWN = """\
# Title

```python
import keras
model = keras.Sequential()
```

```bash
pip install keras
```

```py
>>> x = 1
>>> x
1
```
"""


def test_markdown_blocks_keep_their_lines() -> None:
    assert blocks_of(MARKDOWN, "guide.md") == (
        Block("import keras\nmodel = keras.Sequential()\n", 4),
        Block("x = 1\nx\n\n", 13),
    )


def test_blocks_that_do_not_say_their_language_count_where_they_can_be_python() -> None:
    text = "```\nx = f(1)\n```\n\n```\n$ pip install x\n```\n\n    y = 2\n\n~~~text\nz = 3\n~~~\n"
    assert blocks_of(text, "page.md") == (Block("x = f(1)\n", 2), Block("y = 2\n", 9))


def test_a_script_without_its_magics() -> None:
    text = "%matplotlib inline\nimport keras\n!pip install x\nx = 5 % 3\n"
    assert blocks_of(text, "-") == (Block("\nimport keras\n\nx = 5 % 3\n", 1, skipped=(1, 3)),)


@pytest.mark.parametrize(
    ("source", "python", "skipped"),
    [
        ("m?\nx = 1\n", "\nx = 1\n", (1,)),
        ("??obj.name\nlayer.call??  # how?\n", "\n\n", (1, 2)),
        ("try:\n    %tensorflow_version 2.x\nexcept E:\n    pass\n", "try:\n    pass\nexcept E:\n    pass\n", (2,)),
        ("!pip install a \\\n    b\nx = 2\n", "\n\nx = 2\n", (1, 2)),
        ("%%bash\nls *\n", "\n\n", (1, 2)),
        ("%%time\nfit(x)\n", "\nfit(x)\n", (1,)),
        ("if a:\n  %timeit -n 10 -r3 fit(x)\n", "if a:\n  fit(x)\n", ()),
        ("files = !ls *.py\nx\n", "\nx\n", (1,)),
        # What only looks so: a continued expression, a string, a script that is Python as it stands.
        ("x = ('%d'\n  % 3)\nm?\n", "x = ('%d'\n  % 3)\n\n", (3,)),
        ("x = 7 \\\n  % 3\nm?\n", "x = 7 \\\n  % 3\n\n", (3,)),
        ('s = """\n!no\n"""\n!ls\n', 's = """\n!no\n"""\n\n', (4,)),
        ("s = 'a\\'b' # don't\n!ls\n", "s = 'a\\'b' # don't\n\n", (2,)),
        ("print('%d'\n  % 3)\n", "print('%d'\n  % 3)\n", ()),
    ],
)
def test_lines_of_ipython_are_skipped_one_by_one(source: str, python: str, skipped: tuple[int, ...]) -> None:
    assert plain_python(source) == (python, skipped)


def test_notebook_cells_are_labelled() -> None:
    def cell(kind: str, source: str) -> dict[str, object]:
        extra = {"outputs": [], "execution_count": None} if kind == "code" else {}
        return {"cell_type": kind, "metadata": {}, "source": source, **extra}

    notebook = {
        "nbformat": 4,
        "nbformat_minor": 4,
        "metadata": {},
        "cells": [cell("markdown", "# hi"), cell("code", "import keras"), cell("code", "%time\nkeras")],
    }
    assert blocks_of(json.dumps(notebook), "a.ipynb") == (
        Block("import keras", 1, "cell 1"),
        Block("\nkeras", 1, "cell 2", (1,)),
    )


def test_a_broken_notebook_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="not a notebook"):
        blocks_of("{nope", "a.ipynb")
