import functools


class memoize:
    def __init__(self, function):
        self.function = function
        self.cache = {}
        functools.update_wrapper(self, function)

    def __call__(self, *args):
        if args not in self.cache:
            self.cache[args] = self.function(*args)
        return self.cache[args]

    def __get__(self, instance, owner):
        return functools.partial(self.__call__, instance)


class Maths:
    @memoize
    def square(self, x):
        return self.multiply(x, x)

    def multiply(self, x, y):
        return x


@memoize
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


Maths().square(2)
fib(3)


def validated(*checks):
    def decorate(function):
        @functools.wraps(function)
        def wrapper(self, value):
            for check in checks:
                check(value)
            return function(self, value)

        return wrapper

    return decorate


def positive(value): ...


def small(value): ...


class Account:
    @validated(positive, small)
    def deposit(self, value):
        self.log()

    def log(self): ...


Account().deposit(1)
