import functools


class memoize:
    def __init__(self, function):
        self.function = function
        functools.update_wrapper(self, function)

    def __get__(self, instance, owner):
        return functools.partial(self.__call__, instance)

    def __call__(self, *args):
        return self.function(*args)


class Thing:
    @memoize
    def compute(self):
        return self.helper()

    def helper(self):
        pass


Thing().compute()
