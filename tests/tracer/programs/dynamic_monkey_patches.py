import types


class Service:
    def call(self):
        return self.inner()

    def inner(self): ...


def patched(self):
    return replacement()


def replacement(): ...


Service().call()
Service.call = patched
Service().call()
Service().inner()


class Other:
    def inner(self): ...


def bound(self):
    return replacement()


other = Other()
other.inner()
other.inner = types.MethodType(bound, other)
other.inner()


def traced(function):
    def wrapper(*args):
        before()
        return function(*args)

    return wrapper


def before(): ...


def work(): ...


work = traced(work)
work()


def method(self):
    return self.base()


class Base:
    def base(self): ...


Made = type("Made", (Base,), {"method": method, "kind": "made"})
Made().method()
Made().base()
Plain = type("Plain", (), dict(run=lambda self: replacement(), stop=replacement))
Plain().run()
Plain.stop()
