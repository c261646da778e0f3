class Both:
    def __call__(self, x):
        return x


class Given:
    def __call__(self, x):
        return x


def first(x):
    return x


def second(x):
    return x


def third(x):
    return x
