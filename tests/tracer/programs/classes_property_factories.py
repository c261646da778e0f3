def typed(name, kind, check=None):
    private = "_" + name

    def getter(self):
        return getattr(self, private)

    def setter(self, value):
        if check is not None:
            check(value)
        setattr(self, private, kind(value))

    return property(getter, setter)


def positive(value): ...


def number(value):
    return int(value)


class Order:
    quantity = typed("quantity", number, positive)
    label = typed("label", str)

    def __init__(self, quantity):
        self.quantity = quantity
        self.label = "x"

    def total(self):
        return self.quantity


Order(1).total()
Order(2).label


class classproperty:
    def __init__(self, function):
        self.function = function

    def __get__(self, instance, owner):
        return self.function(owner)


class Settings:
    @classproperty
    def default(cls):
        return cls.load()

    @classmethod
    def load(cls):
        return cls()

    def show(self): ...


Settings.default.show()
