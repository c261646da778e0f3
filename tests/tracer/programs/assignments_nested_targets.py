def f():
    pass


def g():
    pass


def h():
    pass


(a, [b, *c]), d = (f, [g, h, f]), h
a()
b()
c[0]()
d()
for i, (name, function) in enumerate([("f", f), ("g", g)]):
    function()
