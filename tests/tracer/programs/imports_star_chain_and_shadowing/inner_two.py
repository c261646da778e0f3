def public():
    return helper()


def helper():
    return 2


constant_function = lambda: helper()
