"""Fields of a namedtuple that stands among the bases of a class."""

from __future__ import annotations

import pytest

from tests.tracer.test_where import indexed
from tracer.queries.where import where

FILES = {
    "package/__init__.py": "",
    "package/config.py": """
        import collections
        from typing import NamedTuple

        class Feature(
            collections.namedtuple("Feature", ["shape", "dtype", "shape"])
        ):
            def __new__(cls, shape): pass
            @property
            def dtype(self): return 1

        class Sparse(Feature):
            def keep(self): self.note = self.shape

        class Typed(NamedTuple("Typed", [("size", int)])):
            pass
    """,
}


@pytest.mark.parametrize(
    ("name", "kind", "qualname", "line"),
    [
        ("package.config.Feature.shape", "attribute", "Feature.shape", 6),
        ("Feature.shape", "attribute", "Feature.shape", 6),
        ("package.config.Feature.dtype", "property", "Feature.dtype", 10),
        ("package.config.Sparse.shape", "attribute", "Feature.shape", 6),
        ("package.config.Sparse.note", "attribute", "Sparse.note", 13),
        ("package.config.Typed.size", "attribute", "Typed.size", 15),
    ],
)
def test_where_finds_the_field(name: str, kind: str, qualname: str, line: int) -> None:
    with indexed(FILES) as snapshot:
        found = where(snapshot, name).matches
    assert [(match.kind, match.qualname, match.line) for match in found] == [(kind, qualname, line)]


def test_what_is_no_field_is_not_found() -> None:
    with indexed(FILES) as snapshot:
        assert not where(snapshot, "package.config.Feature.size").matches
