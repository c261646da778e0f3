import functools


def add(x, y, z):
    return x(y(z))


def one(x):
    return x


class Thing:
    def run(self, f):
        return f(1)


partial = functools.partial(add, one, z=1)
partial(one)
run = functools.partial(Thing().run, one)
run()
functools.partial(Thing.run, f=one)(Thing())
