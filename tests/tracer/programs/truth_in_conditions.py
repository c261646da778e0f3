class Flag:
    def __bool__(self):
        return True


class Sized:
    def __len__(self):
        return 1


def use(x):
    if x:
        return 1


def negate(x):
    return not x


def both(x, y):
    return x and y


def loop(x):
    while x:
        break


def pick(x):
    return 1 if x else 2


use(Flag())
use(Sized())
negate(Flag())
both(Sized(), Flag())
loop(Flag())
pick(Sized())
assert Flag()
[1 for _ in [1] if Flag()]
bool(Sized())
