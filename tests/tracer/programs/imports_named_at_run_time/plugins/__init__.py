import importlib
import pkgutil


def load(name):
    return importlib.import_module(f".{name}", __package__)


def load_all():
    return [importlib.import_module(f"{__name__}.{info.name}") for info in pkgutil.iter_modules(__path__)]
