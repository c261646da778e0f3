"""Which files are tests, or help tests, by what their paths say; apart from what reads sources, for short answers."""

from __future__ import annotations

import re
from functools import lru_cache

_TEST_NAME = re.compile(
    r"(?:.*_test\.(?:py|cc|cpp)"
    r"|(?:test_(?!utils?\b|cases?\b|base\b|combinations\b|lib\b|helpers?\b|support\b).*|conftest)\.py)$"
)
_TEST_FOLDER = re.compile(r"^(?:test|integration_tests)/|(?:^|/)tests/")
_SHOWN = ("guides/", "examples/", "benchmarks/")
_TEST_WORD = re.compile(r"(?:^|[/_])(?:tests?|testing|testdata|test(?:lib|util|case)s?|(?:doc|google)test)(?:[_/.]|$)")
_PATHS = 1 << 16
"""Paths remembered: many revisions of one repository ask the same of nearly the same ones."""


@lru_cache(_PATHS)
def is_test(path: str) -> bool:
    """Whether a path is named as tests are, or as what a repository keeps beside its packages to show them: guides,
    examples, benchmarks. Their classes would be taken for targets of the calls that the packages make.

    A `testing` folder and `test_util.py` are no tests: `django.test`, `numpy.testing` and `tf.test` are public API.
    """
    if "test" not in path:
        return path.startswith(_SHOWN)
    is_named = _TEST_FOLDER.search(path) is not None or _TEST_NAME.match(path.rpartition("/")[2]) is not None
    return is_named or path.startswith(_SHOWN)


@lru_cache(_PATHS)
def is_of_tests(path: str) -> bool:
    """Whether a path is that of a test, or of what helps tests, by a word of a folder or of its name: `kernel_tests/`,
    `testing/`, `test_util.py`. It is indexed where it is public API (`tf.test`); its calls are made by tests alone."""
    return is_test(path) or _TEST_WORD.search(path) is not None
