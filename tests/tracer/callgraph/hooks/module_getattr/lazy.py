def __getattr__(name):
    if name == "late":
        return made
    raise AttributeError(name)


def made():
    pass


def known():
    pass
