"""Assignment expressions in comprehensions, loops and arguments."""


def source():
    return [1, 2, 3]


def double(x):
    return 2 * x


def keep(x):
    return x > 2


kept = [y for x in source() if keep(y := double(x))]


def stream(values):
    while (value := take(values)) is not None:
        use(value)


def take(values):
    return values.pop() if values else None


def use(value):
    return value


stream([1, 2])


def get():
    return use


if (function := get()) is not None:
    function(1)

print(double(n := 3), n)
