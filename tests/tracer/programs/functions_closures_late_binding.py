def counter(step):
    count = 0

    def advance():
        nonlocal count
        count = step(count)
        return count

    def reset():
        nonlocal count
        count = initial()

    return advance, reset


def initial():
    return 0


def by_one(count):
    return count + 1


advance, reset = counter(by_one)
advance()
reset()


def outer():
    helper = first

    def inner():
        return helper()

    inner()
    helper = second
    return inner


def first(): ...


def second(): ...


outer()()
