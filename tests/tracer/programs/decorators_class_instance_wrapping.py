"""Decorators that are classes: with state, with `__get__`, with arguments."""
import functools


class Memoize:
    def __init__(self, function):
        functools.update_wrapper(self, function)
        self.function = function
        self.cache = {}

    def __call__(self, *args):
        if args not in self.cache:
            self.cache[args] = self.function(*args)
        return self.cache[args]


@Memoize
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


fib(3)


class Retry:
    def __init__(self, attempts):
        self.attempts = attempts

    def __call__(self, function):
        def wrapper(*args):
            for _ in range(self.attempts):
                result = function(*args)
            return self.finish(result)

        return wrapper

    def finish(self, result):
        return result


@Retry(2)
def fetch(url):
    return url


fetch("a")
