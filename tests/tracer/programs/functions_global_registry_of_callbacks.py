_callbacks = []


def register(function):
    _callbacks.append(function)
    return function


@register
def one():
    two()


def two(): ...


register(lambda: two())


def fire():
    for callback in _callbacks:
        callback()


fire()
