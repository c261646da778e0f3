def public():
    return "one"


def shadowed():
    return "one"


def only_here():
    return 1
