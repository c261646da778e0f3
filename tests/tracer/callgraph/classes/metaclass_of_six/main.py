import six


class Meta(type):
    def __call__(cls, *args):
        return super(Meta, cls).__call__(*args)


class Base(six.with_metaclass(Meta, object)):
    def __init__(self): pass


@six.add_metaclass(Meta)
class Added:
    def __init__(self): pass


class Below(Base):
    def __new__(cls):
        return super().__new__(cls)


def base():
    return Base()


def added():
    return Added()


def below():
    return Below()
