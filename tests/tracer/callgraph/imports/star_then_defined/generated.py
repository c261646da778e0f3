def shape(x):
    return x


def rank(x):
    return x
