def pair():
    return a, b


def pick(flag):
    if flag:
        return a
    return b


def early(x):
    while True:
        if x:
            return a
        x = 1


def a(): ...
def b(): ...


x, y = pair()
x()
y()
pick(True)()
early(0)()
