class Flag:
    def __bool__(self):
        return True


class Sized:
    def __len__(self):
        return 1


class Rows(dict):
    pass


def if_(x):
    if x:
        pass


def call():
    if Flag():
        pass


def negated(x):
    while not x:
        pass


def while_(x):
    while x:
        break


def and_(x):
    return x and 1


def last(x):
    return 1 and x


def in_test(x):
    if 1 and x:
        pass


def not_or(x):
    return not (0 or x)


def assert_(x):
    assert x


def ternary(x):
    return 1 if x else 2


def condition(xs):
    return [x for x in xs if x]


def boolean(x):
    return bool(x)


def anything(x):
    return any([x]), all([x])


def filtered(x):
    return list(filter(None, [x]))


def compared(x):
    if x is None:
        pass


def builtin(x):
    if x:
        pass


class Holder:
    def __init__(self):
        self.flag = Flag()

    def tested(self):
        if self.flag:
            pass


if_(Flag())
call()
negated(Flag())
while_(Sized())
and_(Flag())
last(Flag())
in_test(Flag())
not_or(Flag())
assert_(Flag())
ternary(Flag())
condition([Flag()])
boolean(Sized())
anything(Flag())
filtered(Flag())
compared(Flag())
builtin(Rows())
Holder().tested()
