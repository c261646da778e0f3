def get(identifier):
    if isinstance(identifier, str):
        raise ValueError(identifier)
    if callable(identifier):
        return identifier
    return None


def unwrapped(value):
    if not isinstance(value, (list, tuple)):
        return value
    return value[0]


def relu():
    pass


def tanh():
    pass


def first():
    get(relu)()


def second():
    unwrapped(get(tanh))()
