"""Mutual recursion, functions as default values, attributes of functions."""


def is_even(n):
    return True if n == 0 else is_odd(n - 1)


def is_odd(n):
    return False if n == 0 else is_even(n - 1)


is_even(3)


def render(value, formatter=str.upper, then=None):
    text = formatter(value)
    return then(text) if then else text


def wrap(text):
    return text


render("a", then=wrap)


def counted():
    counted.calls += 1
    return counted.hook()


def hook():
    return 1


counted.calls = 0
counted.hook = hook
counted()


def outer():
    def inner(n):
        return n if n == 0 else inner(n - 1)

    return inner(2)


outer()
