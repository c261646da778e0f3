from finding import find


def celu(): pass


def serialize(kind): pass


def get(name):
    return by_name(name)


def by_name(name):
    return find(name, globals())
