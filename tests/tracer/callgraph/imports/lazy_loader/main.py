import importlib
import types


class LazyLoader(types.ModuleType):
    def __init__(self, local_name, parent_globals, name):
        self._local_name = local_name
        self._parent_globals = parent_globals
        super().__init__(name)

    def _load(self):
        module = importlib.import_module(self.__name__)
        self._parent_globals[self._local_name] = module
        return module

    def __getattr__(self, name):
        return getattr(self._load(), name)


first = LazyLoader("first", globals(), "one")
second = LazyLoader("second", globals(), "two")


def uses():
    first.run()
    second.Runner().go()
