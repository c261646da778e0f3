class A:
    ok = True

    def run(self):
        return 1


def asked_after(x):
    if (y := x) and isinstance(y, A):
        y.run()


def asked_for_none(x):
    if (y := x) is not None and isinstance(y, A):
        y.run()


def in_the_middle(x):
    if x and (y := x) and isinstance(y, A):
        z = y
        z.run()


def last(x):
    if isinstance(x, A) and (y := x):
        y.run()


def method(x):
    if (y := x.run) and callable(y):
        y()


def of_table(table):
    if (y := table["k"]) and isinstance(y, A):
        y.run()


def seen_after(x):
    if (y := x) and isinstance(y, A):
        pass
    y.run()


def in_isinstance(x):
    if isinstance(y := x, A):
        y.run()


def either(x):
    return y.run() if (y := x) and y.ok else None


def in_a_branch(x):
    (y := x) if x.ok else (y := A())
    y.run()


def in_a_comprehension(xs):
    if any((found := x).ok for x in xs):
        found.run()


class B:
    def run(self):
        return 2


def replaced(x):
    y = B()
    if (y := x) and True:
        y.run()


for use in (asked_after, asked_for_none, in_the_middle, last, method, seen_after, in_isinstance, either, in_a_branch):
    use(A())
of_table({"k": A()})
in_a_comprehension([A()])
replaced(A())
