import importlib

module = importlib.import_module("pack.inner")
module.work()
