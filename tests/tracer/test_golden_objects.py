"""Functions whose decorators put an object in their place: the class of that object."""

from __future__ import annotations

import pytest

from tests.tracer.link.programs import program
from tracer.queries.golden_objects import object_class

SOURCE = """
class Overloaded: pass
class Defined: pass
class Other: pass

class Defun:
    def __call__(self, func):
        if func:
            return Defined(func)
        return Overloaded(func)

class Export:
    def __call__(self, func):
        return func

def plain(func): return Other(func)
def hands_back(func): return func
def factory(name):
    def decorate(func):
        with name:
            return Other(func)
    return decorate
def wrapping(func):
    def wrapper(*args): return func(*args)
    return wrapper

@Defun()
def by_call(): pass
@Export()
@Defun()
def exported(): pass
@Export()
def kept(): pass
@Overloaded
def of_class(): pass
@plain
def of_function(): pass
@factory("x")
def of_factory(): pass
@hands_back
def handed_back(): pass
@wrapping
def wrapped(): pass
@unknown
def by_unknown(): pass
def bare(): pass
"""


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("by_call", "a:Overloaded"),
        ("exported", "a:Overloaded"),
        ("of_class", "a:Overloaded"),
        ("of_function", "a:Other"),
        ("of_factory", "a:Other"),
        ("kept", None),
        ("handed_back", None),
        ("wrapped", None),
        ("by_unknown", None),
        ("bare", None),
        ("Other", None),
    ],
)
def test_the_class_of_what_decorators_make(name: str, expected: str | None) -> None:
    assert object_class(program({"a.py": SOURCE}), f"a:{name}") == expected
