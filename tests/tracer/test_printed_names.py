"""Names as answers print them, and as people shorten those, are accepted by every query."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tracer.test_where import READERS
from tracer.queries.where import where

FORMS = {
    "tensorflow/__init__.py": "",
    "tensorflow/python/__init__.py": "",
    "tensorflow/python/forms.py": """\
        def outer(x):
            def inner(y):
                class Local:
                    size = 3
                    def method(self):
                        def deepest():
                            return lambda z: z
                        return deepest
                return Local
            call = lambda a: a
            other = lambda b: b
            return inner, call, other


        class C:
            key = lambda self: 1

            @property
            def x(self):
                def read():
                    return 1
                return read()

            @x.setter
            def x(self, value):
                def write():
                    return 2
                write()


        if outer:
            def again(): return 1
        else:
            def again():
                def within(): return lambda: 2
                return within

        first = lambda: 1
        """,
}
KEYS = (
    "outer",
    "outer.<locals>.inner",
    "outer.<locals>.inner.<locals>.Local",
    "outer.<locals>.inner.<locals>.Local.size",
    "outer.<locals>.inner.<locals>.Local.method",
    "outer.<locals>.inner.<locals>.Local.method.<locals>.deepest",
    "outer.<locals>.inner.<locals>.Local.method.<locals>.deepest.<locals>.<lambda>",
    "outer.<locals>.<lambda>",
    "outer.<locals>.<lambda>#2",
    "C.<lambda>",
    "C.x",
    "C.x#2",
    "C.x.<locals>.read",
    "C.x.<locals>.write",
    "again",
    "again#2",
    "again.<locals>.within",
    "again.<locals>.within.<locals>.<lambda>",
    "<lambda>",
)


@pytest.fixture(scope="module", params=READERS)
def reader(request: pytest.FixtureRequest) -> Any:
    return READERS[request.param](FORMS)


@pytest.mark.parametrize("qualname", KEYS)
def test_a_printed_name_is_accepted(reader: Any, qualname: str) -> None:
    written = (qualname, qualname.replace("<locals>.", ""))
    names = [f"tensorflow.python.forms:{qualname}"]
    names += [f"{before}{name}" for before in ("tensorflow.python.forms.", "forms.") for name in written]
    found = {name: [match.key for match in where(reader, name).matches][:1] for name in names}
    assert found == {name: [f"tensorflow.python.forms:{qualname}"] for name in names}


@pytest.mark.parametrize(
    "name", ["outer.<locals>.nothing", "outer.nothing", "C.x#3", "again#3", "forms.outer.<locals>", "outer.inner.size"]
)
def test_what_no_body_defines_is_not_found(reader: Any, name: str) -> None:
    expected = ["tensorflow.python.forms:outer"] if name.endswith("<locals>") else []
    assert [match.key for match in where(reader, name).matches] == expected
