class Registry(dict):
    pass


def on_add(x):
    return x


def on_sub(x):
    return x


def on_mul(x):
    return x


def on_div(x):
    return x


def on_mod(x):
    return x


def on_pow(x):
    return x


def on_neg(x):
    return x


def on_pos(x):
    return x


def on_inv(x):
    return x


def on_abs(x):
    return x


def on_max(x):
    return x


def on_min(x):
    return x


def on_sum(x):
    return x


HANDLERS = Registry()
HANDLERS["add"] = on_add
HANDLERS["sub"] = on_sub
HANDLERS["mul"] = on_mul
HANDLERS["div"] = on_div
HANDLERS["mod"] = on_mod
HANDLERS["pow"] = on_pow
HANDLERS["neg"] = on_neg
HANDLERS["pos"] = on_pos
HANDLERS["inv"] = on_inv
HANDLERS["abs"] = on_abs
HANDLERS["max"] = on_max
HANDLERS["min"] = on_min
HANDLERS["sum"] = on_sum


def apply(x):
    return HANDLERS["sum"](HANDLERS["abs"](x))
