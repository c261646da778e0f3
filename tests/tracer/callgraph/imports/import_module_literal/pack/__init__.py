import importlib

importlib.import_module(".inner", __name__).work()
