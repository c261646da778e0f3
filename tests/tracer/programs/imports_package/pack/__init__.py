from .one import run as api
from . import two


def helper():
    return two.run()


def __getattr__(name):
    if name == "lazy":
        from .plugin import load

        return load
    raise AttributeError(name)
