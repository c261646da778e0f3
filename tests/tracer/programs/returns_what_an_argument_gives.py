def first():
    pass


def second():
    pass


def make_first(flag):
    return first


def make_second(flag):
    return second


def made_by(make, flag):
    return make(flag)


def through(make):
    made = made_by(make, flag=True)
    return made


def wrap(make):
    def inner(flag):
        return make(flag)

    return inner


def ready_or_made(make, is_ready):
    if is_ready:
        return first
    return make(is_ready)


def one():
    made_by(make_first, True)()


def other():
    made_by(make_second, True)()


def indirect():
    through(make_first)()


def indirect_other():
    through(make=make_second)()


def wrapped():
    made_by(wrap(make_second), True)()


def either():
    ready_or_made(make_second, True)()
    ready_or_made(make_second, False)()


def only_first():
    ready_or_made(make_first, False)()


one()
other()
indirect()
indirect_other()
wrapped()
either()
only_first()
