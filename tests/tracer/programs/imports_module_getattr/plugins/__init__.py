import importlib

from .extra import direct

_LAZY = {"computed": "extra", "lazy_thing": "extra"}


def __getattr__(name):
    if name in _LAZY:
        module = importlib.import_module("." + _LAZY[name], __name__)
        return getattr(module, name)
    raise AttributeError(name)
