"""Functions that come out of zip, enumerate, reversed, sorted and slices."""


def a(x=0):
    return x


def b(x=0):
    return x + 1


def c(x=0):
    return x + 2


def rank(function):
    return function.__name__


for index, function in enumerate([a, b]):
    function(index)
for name, function in zip(["c"], [c]):
    function(1)
for function in reversed([a]):
    function()
for function in sorted([b, c], key=rank):
    function()
max([a, b], key=rank)()
next(iter([c]))()
list(map(lambda f: f(), [a, b]))
