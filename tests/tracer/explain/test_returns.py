"""What calls give, told by the bodies of functions in a small snapshot."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.tracer.repositories import write
from tracer.index.build import Request, index
from tracer.queries.explain.returns import PLAIN, Returns
from tracer.store import Snapshot, Store

FILES: dict[str, str | bytes] = {
    "lib/__init__.py": "",
    "lib/base.py": """
class Tape:
    def watch(self): pass
    def __enter__(self): return self
class Data:
    @classmethod
    def make(cls): return cls()
    def map(self): return Mapped(self)
    def both(self, x):
        if x: return Mapped(self)
        return Sliced(self)
    def chained(self): return self.map()
    def kept(self): return self.tape
    def __init__(self): self.tape = Tape()
    @property
    def size(self): return 3
class Mapped(Data): pass
class Sliced(Data): pass
""",
    "lib/api.py": """
from lib import base
from lib.base import Data as D
import numpy as np
def constructed(): return base.Mapped()
def imported(): return D.make()
def by_name():
    x = base.Data()
    return x.map()
def annotated(x) -> "D": return x()
def inside():
    from lib.base import Tape
    return Tape()
def array(): return np.zeros(3)
def literal(): return {"a": 1}
def nothing(): pass
def passing(x): return x
def through(y): return passing(base.Tape())
def unknown(f): return f()
def generating():
    yield 1
def mixed(f):
    if f: return base.Tape()
    return f()
def itself(): return itself()
def doubling():
    a0 = base.Tape().unknown()
"""
    + "".join(f"    a{n + 1} = a{n} + a{n}\n" for n in range(60))
    + """    return a60
def crosswise():
    a = b or base.Tape()
    b = a
    return b
""",
}


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    folder = tmp_path_factory.mktemp("returns")
    write(folder / "lib-repo", FILES)
    with Store.open_for_writing(folder / "store.sqlite3") as store:
        index(Request([str(folder / "lib-repo")], name="lib", calls=False), store, lambda *_: None)
        with store.snapshot("lib") as found:
            yield found


@pytest.mark.parametrize(
    ("key", "receiver", "expected"),
    [
        ("lib.api:constructed", None, "lib.base:Mapped"),
        ("lib.api:imported", None, "lib.base:Data"),
        ("lib.api:by_name", None, "lib.base:Mapped"),
        ("lib.api:annotated", None, "lib.base:Data"),
        ("lib.api:inside", None, "lib.base:Tape"),
        ("lib.api:array", None, PLAIN),
        ("lib.api:literal", None, PLAIN),
        ("lib.api:nothing", None, PLAIN),
        ("lib.api:generating", None, PLAIN),
        ("lib.api:through", None, "lib.base:Tape"),
        ("lib.api:unknown", None, None),
        ("lib.api:mixed", None, None),
        ("lib.api:itself", None, None),
        ("lib.api:doubling", None, None),
        ("lib.api:crosswise", None, "lib.base:Tape"),
        ("lib.base:Data", None, "lib.base:Data"),
        ("lib.base:Data.make", "lib.base:Sliced", "lib.base:Sliced"),
        ("lib.base:Data.map", "lib.base:Sliced", "lib.base:Mapped"),
        ("lib.base:Data.chained", "lib.base:Data", "lib.base:Mapped"),
        ("lib.base:Data.kept", "lib.base:Data", "lib.base:Tape"),
        ("lib.base:Data.size", "lib.base:Data", PLAIN),
        ("lib.base:Tape.__enter__", "lib.base:Tape", "lib.base:Tape"),
        ("<external>:numpy.zeros", None, PLAIN),
    ],
)
def test_what_a_call_gives(snapshot: Snapshot, key: str, receiver: str | None, expected: str | None) -> None:
    assert Returns(snapshot).of(key, receiver) == expected
