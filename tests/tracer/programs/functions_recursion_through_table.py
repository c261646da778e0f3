def even(n):
    return True if n == 0 else TABLE["odd"](n - 1)


def odd(n):
    return False if n == 0 else TABLE["even"](n - 1)


TABLE = {"even": even, "odd": odd}
even(4)
