"""Module state: lists of hooks, a current object, lazily made singletons."""

_hooks = []
_instance = None


class Service:
    def __init__(self):
        for hook in _hooks:
            hook(self)

    def ping(self):
        return 1


def get_service():
    global _instance
    if _instance is None:
        _instance = Service()
    return _instance


def add_hook(function):
    _hooks.append(function)


def traced(service):
    return service.ping()


add_hook(traced)
get_service().ping()


class Settings:
    handlers = []

    @classmethod
    def install(cls, handler):
        cls.handlers.append(handler)

    @classmethod
    def fire(cls):
        for handler in cls.handlers:
            handler()


def handler():
    return 2


Settings.install(handler)
Settings.fire()
