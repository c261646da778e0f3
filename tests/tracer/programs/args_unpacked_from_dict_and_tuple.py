def add(x, y):
    return x()


def get():
    return 1


def other():
    return 2


def both(x, y):
    return y()


pair = (get, other)
named = {"x": get, "y": other}
add(*pair)
both(**named)
