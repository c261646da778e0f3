class Meta(type):
    def __new__(mcs, name, bases, namespace):
        helper()
        return super().__new__(mcs, name, bases, namespace)

    def __init__(cls, name, bases, namespace):
        super().__init__(name, bases, namespace)

    @classmethod
    def __prepare__(mcs, name, bases):
        return {}


def helper():
    pass


class A(metaclass=Meta):
    def f(self):
        pass


class B(A):
    pass


def make():
    class Local(B):
        pass
    return Local


def called():
    return Meta("C", (), {})


def typed():
    return type("D", (B,), {})


def plain():
    return type("E", (object,), {})


make()
called()
typed()().f()
plain()
