import sys


class Options:
    pass


def first():
    pass


def second():
    pass


def pick(mode):
    if mode == "first":
        return first
    return second


options = Options()
vars(options)["mode"] = sys.intern("second")


def assigned(given):
    mode = "first"
    pick(mode)()
    if given:
        mode = given.mode
    pick(mode)()


def either(given):
    pick("first" if given is None else given.mode)()


def looped(several):
    mode = "first"
    for given in several:
        pick(mode)()
        mode = given.mode


assigned(options)
either(options)
either(None)
looped([options, options])
