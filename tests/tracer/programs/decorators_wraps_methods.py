import functools


def logged(method):
    @functools.wraps(method)
    def wrapper(self, *args, **kwargs):
        self.log()
        return method(self, *args, **kwargs)

    return wrapper


class Service:
    def log(self): ...

    @logged
    def work(self, x):
        return self.helper(x)

    def helper(self, x):
        return Result()


class Result:
    def use(self): ...


Service().work(1).use()
