class Service:
    def ping(self): ...

    def echo(self): ...


class Logging:
    def __init__(self, target):
        self._target = target

    def __getattr__(self, name):
        method = getattr(self._target, name)

        def wrapper(*args):
            self._log(name)
            return method(*args)

        return wrapper

    def _log(self, name): ...


class Late:
    def __init__(self, target):
        self._target = target

    def __getattr__(self, name):
        return lambda *args: getattr(self._target, name)(*args)


Logging(Service()).ping()
Logging(Service()).echo()
Late(Service()).ping()
