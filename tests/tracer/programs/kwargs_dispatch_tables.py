"""Keyword arguments that carry functions through several layers."""


def on_start():
    return 1


def on_stop():
    return 2


class Emitter:
    def __init__(self, **handlers):
        self.handlers = handlers

    def emit(self, name):
        return self.handlers[name]()


emitter = Emitter(start=on_start, stop=on_stop)
emitter.emit("start")
emitter.emit("stop")


def configure(**options):
    return build(**options)


def build(*, factory, name="x"):
    return factory(name)


class Product:
    def __init__(self, name):
        self.name = name

    def use(self):
        return self.name


configure(factory=Product).use()
options = {"factory": Product, "name": "y"}
configure(**options).use()


def merge(defaults, **overrides):
    settings = {**defaults, **overrides}
    return settings["run"]()


merge({"run": on_start})
merge({}, run=on_stop)
