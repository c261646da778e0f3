"""Closures made in loops: late and early binding."""


def make_late():
    functions = []
    for step in (up, down):
        functions.append(lambda: step(1))
        functions[-1]()
    return functions


def up(x):
    return x + 1


def down(x):
    return x - 1


def make_early():
    return [lambda x, step=step: step(x) for step in (up, down)]


for function in make_early():
    function(1)
for function in make_late():
    function()


def counter():
    count = 0

    def increment():
        nonlocal count
        count += 1
        return report(count)

    def report(value):
        return value

    return increment


tick = counter()
tick()


def accumulate():
    total = []

    def add(x):
        total.append(x)
        return summary()

    def summary():
        return sum(total)

    return add, summary


add, summary = accumulate()
add(1)
summary()
