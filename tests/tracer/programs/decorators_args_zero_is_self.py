import functools


def logged(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        args[0].log(function.__name__)
        if kwargs.get("after"):
            kwargs["after"]()
        return function(*args, **kwargs)

    return wrapper


class Service:
    def log(self, text): ...

    @logged
    def start(self, after=None): ...

    @logged
    def stop(self): ...


def done(): ...


Service().start(after=done)
Service().stop()


def first_argument(function):
    def wrapper(*args):
        self, *rest = args
        self.prepare()
        return function(self, *rest)

    return wrapper


class Job:
    def prepare(self): ...

    @first_argument
    def run(self, number): ...


Job().run(1)
