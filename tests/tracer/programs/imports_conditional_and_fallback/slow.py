def compute():
    return inner()


def inner():
    return 1
