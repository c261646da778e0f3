def add(a):
    def with_a(b):
        def with_b(c):
            return combine(a, b, c)

        return with_b

    return with_a


def combine(a, b, c):
    return a() + b() + c()


def one():
    return 1


def two():
    return 2


add(one)(two)(one)
