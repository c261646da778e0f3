class Adam:
    def __init__(self, rate=1): pass

    def step(self): pass


class Sgd:
    def __init__(self, rate=1): pass

    def step(self): pass


class MaxNorm:
    def __init__(self, most=1): pass

    def apply(self): pass


def relu(): pass


def tanh(): pass


OPTIMIZERS = {cls.__name__: cls for cls in (Adam, Sgd)}


def revive(config, table):
    found = table[config["name"]]
    return found(**config["arguments"])


def named(name, **kwargs):
    table = kwargs.pop("table", None)
    return table.get(name)


def optimizer(config):
    return revive(config, OPTIMIZERS)


def constraint(config):
    return revive(config, {"max_norm": MaxNorm})


def activation(name):
    return named(name, table={"relu": relu, "tanh": tanh})


optimizer(input()).step()
constraint(input()).apply()
activation(input())()
