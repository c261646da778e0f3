from pkg.finding import find


def relu(x):
    pass


def tanh(x):
    pass


def get(name):
    return find(name, globals())
