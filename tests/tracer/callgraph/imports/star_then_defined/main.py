import wrapped


def run():
    return wrapped.shape(1), wrapped.rank(1)
