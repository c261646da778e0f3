"""Star imports through a chain of modules; names that hide imported ones."""
from facade import *
from facade import _private


def shadowed():
    return "main"


public()
shadowed()
_private()
constant_function()
