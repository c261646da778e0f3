class Count:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if not self.n:
            raise StopIteration
        self.n -= 1
        return self.n


class Pages:
    def __iter__(self):
        return Count(2)

    def __reversed__(self):
        return iter([1])

    def __contains__(self, x):
        return x == 1

    def __len__(self):
        return 2


def first(x):
    return next(iter(x))


first(Pages())
list(Pages())
reversed(Pages())
1 in Pages()
a, b = Pages()
len(Pages())
