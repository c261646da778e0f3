"""How sure it is that an attribute hook runs: where the receiver can be nothing else, and where much came by."""

from __future__ import annotations

import pytest

from tracer.store import Snapshot

SOURCE = {
    "hooks.py": """\
import numpy


class Proxy:
    count = 0

    def __init__(self, target):
        self.target = target
        self.made = False

    def __getattr__(self, name):
        return getattr(self.target, name)

    def of_self(self):
        return self.missing

    def set_by_itself(self):
        return self.made, self.target, self.count

    def of_all(self):
        return self.__doc__, self.__dict__, self.__module__


proxy = Proxy(1)


def of_a_global():
    return proxy.missing


def of_a_local():
    made = Proxy(2)
    return made.missing


def of_one_of_two(flag):
    made = Proxy(2) if flag else Other()
    return made.missing


class Other:
    pass


def work():
    pass


def of_what_others_have(flag):
    either = Proxy(3) if flag else work
    return either.__name__


def of_what_arrays_have(flag):
    either = Proxy(3) if flag else numpy.zeros(3)
    return either.stack()


class Base:
    def __init__(self):
        self.built = False

    def general(self):
        return self.missing, self.built

    def keeps(self):
        self.kept = 1


class First(Base):
    pass


class Second(Base):
    pass


class Third(Base):
    pass


class Wrapping(Base):
    def __getattr__(self, name):
        return name

    def __setattr__(self, name, value):
        pass

    def keeps_itself(self):
        self.kept = 2


def passed(base: Base):
    return base.missing, base.built
"""
}


def known(snapshot: Snapshot, caller: str, callee: str) -> str | None:
    edges = snapshot.callees(f"hooks:{caller}")
    return next((edge.confidence for edge in edges if edge.callee == f"hooks:{callee}"), None)


@pytest.mark.parametrize(
    ("caller", "hook", "confidence"),
    [
        ("Proxy.of_self", "Proxy.__getattr__", "exact"),
        ("Proxy.set_by_itself", "Proxy.__getattr__", None),
        ("Proxy.of_all", "Proxy.__getattr__", None),
        ("of_a_global", "Proxy.__getattr__", "exact"),
        ("of_a_local", "Proxy.__getattr__", "inferred"),
        ("of_one_of_two", "Proxy.__getattr__", "inferred"),
        ("of_what_others_have", "Proxy.__getattr__", "candidate"),
        ("of_what_arrays_have", "Proxy.__getattr__", "candidate"),
        ("Base.general", "Wrapping.__getattr__", "candidate"),
        ("passed", "Wrapping.__getattr__", "candidate"),
        ("Wrapping.keeps_itself", "Wrapping.__setattr__", "exact"),
        ("Base.keeps", "Wrapping.__setattr__", "inferred"),
    ],
)
def test_a_hook_is_as_sure_as_its_receiver(snapshot: Snapshot, caller: str, hook: str, confidence: str | None) -> None:
    assert known(snapshot, caller, hook) == confidence
