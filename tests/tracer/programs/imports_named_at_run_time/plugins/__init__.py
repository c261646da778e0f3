import importlib


def load(name):
    return importlib.import_module(f".{name}", __package__)
