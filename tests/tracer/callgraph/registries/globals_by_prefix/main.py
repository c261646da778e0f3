import kinds


def make_dense():
    pass


def make_flat():
    pass


def other():
    pass


def chosen(kind):
    return globals()[f"make_{kind}"]()


def of_module(kind):
    return getattr(kinds, "build_" + kind)()


chosen(input())
of_module(input())
