def outer(function):
    def outer_run():
        return function()

    return outer_run


def inner(function):
    def inner_run():
        return function()

    return inner_run


def tag(name):
    def apply(function):
        function.tag = name
        return function

    return apply


@outer
@tag("x")
@inner
def work():
    return 1


work()
