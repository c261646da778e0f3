def f():
    pass


def g():
    pass


def call_f(x):
    x()


def call_g(x):
    x()


a, b = f, g
a, b = b, a
call_f(b)
call_g(a)
