def first():
    return 1


def second():
    return 2


def third():
    return 3


def fourth():
    return 4


def factory(function):
    def inner():
        return function()

    return inner


factory(first)()
factory(second)()
table = {"a": third, "b": fourth}
[each() for each in table.values()]
