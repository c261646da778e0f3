def a(): pass
def b(): pass
def f(x, /, y, *, z):
    x()
    z()
f(a, None, z=b)
