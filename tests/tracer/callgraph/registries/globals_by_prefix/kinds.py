def build_dense():
    pass


def other():
    pass
