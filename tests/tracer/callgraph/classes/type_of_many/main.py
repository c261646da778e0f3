class One:
    def __init__(self): pass


class Two:
    def __init__(self): pass


class Three:
    def __init__(self): pass


class Four:
    def __init__(self): pass


def alike(thing):
    return type(thing)()


def same(thing):
    return type(thing)()


for thing in (One(), Two(), Three(), Four()):
    alike(thing)
same(One())
