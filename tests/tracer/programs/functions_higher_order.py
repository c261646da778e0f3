def compose(f, g):
    return lambda x: f(g(x))


def twice(f):
    def run(x):
        return f(f(x))

    return run


def inc(x):
    return x + 1


def dec(x):
    return x - 1


compose(inc, dec)(1)
twice(inc)(1)
