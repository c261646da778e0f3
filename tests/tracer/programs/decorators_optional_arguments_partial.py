import functools


def retry(function=None, *, times=3):
    if function is None:
        return functools.partial(retry, times=times)

    @functools.wraps(function)
    def run(*args):
        return function(*args)

    return run


@retry
def one():
    return 1


@retry(times=5)
def two():
    return 2


one()
two()
