"""Functions inside tuples inside lists that are passed."""


def load(x):
    return x


def save(x):
    return x


def check(x):
    return bool(x)


def run(steps):
    for name, (action, guard) in steps:
        if guard(name):
            action(name)


run([("load", (load, check)), ("save", (save, check))])


def first(pair):
    head, *tail = pair
    head(1)
    for one in tail:
        one(2)


first((load, save))


def spread(*args, **kwargs):
    args[0](3)
    kwargs["then"](4)


spread(save, then=load)
