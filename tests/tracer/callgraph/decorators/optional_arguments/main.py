def traced(function=None, *, name=None):
    if function is None:
        return lambda given: traced(given, name=name)

    def wrapper(*args):
        return function(*args)

    return wrapper


def checked(function=None):
    def decorate(given):
        return given

    if function is not None:
        return decorate(function)
    return decorate


@traced
def one():
    pass


@checked
def two():
    pass


def main():
    one()
    two()


main()
