class Tensor:
    @staticmethod
    def _override(operator, func):
        helper(Tensor, operator, func)


def helper(cls, operator, func):
    setattr(cls, operator, func)


def binary(func, name, cls=Tensor):
    def wrapper(x, y):
        return func(x, y)

    cls._override("__%s__" % name, wrapper)
    cls._override("__r" + name + "__", wrapper)


def negative(x):
    return x


def absolute(x):
    return x


def add(x, y):
    return x


def item(x, key):
    return x


Tensor._override("__neg__", negative)
Tensor._override("__abs__", absolute)
binary(add, "add")
setattr(Tensor, "__getitem__", item)


def use_negative(x: Tensor):
    return -x


def use_absolute(x: Tensor):
    return abs(x)


def use_add(x: Tensor):
    return x + 1


def use_right(x: Tensor):
    return 1 + x


def use_item(x: Tensor):
    return x[0]
