"""Decorators with arguments on top of each other, on functions and methods."""
import functools


def repeat(times):
    def decorate(function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            result = None
            for _ in range(times):
                result = function(*args, **kwargs)
            return result

        return wrapper

    return decorate


def logged(prefix="x"):
    def decorate(function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            log(prefix)
            return function(*args, **kwargs)

        return wrapper

    return decorate


def log(text):
    return text


@logged("a")
@repeat(2)
def greet(name):
    return shout(name)


def shout(name):
    return name.upper()


greet("x")


class Service:
    @repeat(times=2)
    @logged()
    def call(self, value):
        return self.send(value)

    def send(self, value):
        return value

    @staticmethod
    @logged("s")
    def ping():
        return 1

    @classmethod
    @repeat(1)
    def build(cls):
        return cls()


Service.build().call(1)
Service.ping()
