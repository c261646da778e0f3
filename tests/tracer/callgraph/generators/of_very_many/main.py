def a():
    yield 0


def b():
    yield 1


def c():
    yield 2


def d():
    yield 3


def e():
    yield 4


def f():
    yield 5


def g():
    yield 6


def h():
    yield 7


def i():
    yield 8


def j():
    yield 9


def few():
    for make in (a, b):
        for item in make():
            print(item)


def all_of(kind):
    for item in kind:
        print(item)


def with_a():
    all_of(a())


def with_b():
    all_of(b())


def with_c():
    all_of(c())


def with_d():
    all_of(d())


def with_e():
    all_of(e())


def with_f():
    all_of(f())


def with_g():
    all_of(g())


def with_h():
    all_of(h())


def with_i():
    all_of(i())


def with_j():
    all_of(j())
