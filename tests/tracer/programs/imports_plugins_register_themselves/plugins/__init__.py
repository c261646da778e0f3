from . import registry
from .bye import bye
from .hello import hello


def loaded():
    return [("hello", hello), ("bye", bye)]
