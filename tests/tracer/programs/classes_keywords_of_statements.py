class Plugin:
    def __init_subclass__(cls, key=None, wrap=None, **rest):
        super().__init_subclass__(**rest)
        if wrap:
            wrap(cls)


def wrapper(cls):
    return cls


def key():
    return "b"


class Wrapped(Plugin, key=key(), wrap=wrapper):
    pass


class Meta(type):
    @classmethod
    def __prepare__(metacls, name, bases, tag=None):
        return {}

    def __new__(metacls, name, bases, namespace, tag=None):
        return super().__new__(metacls, name, bases, namespace)

    def __init__(cls, name, bases, namespace, tag=None):
        super().__init__(name, bases, namespace)
        if tag:
            tag()


def tagged():
    return 1


class Tagged(metaclass=Meta, tag=tagged):
    pass
