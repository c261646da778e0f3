import importlib

_SUBMODULES = {"fast": "heavy"}


def __getattr__(name):
    if name in _SUBMODULES:
        return importlib.import_module("." + _SUBMODULES[name], __name__)
    raise AttributeError(name)


def quick():
    return 1
