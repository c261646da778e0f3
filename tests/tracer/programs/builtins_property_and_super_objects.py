"""`property(fget, fset)`, `super(Class, self)`, `classmethod(f)`, `staticmethod(f)` called as functions."""


def read(self):
    return self._value


def write(self, value):
    self._value = value


class Base:
    def describe(self):
        return "base"


class Thing(Base):
    value = property(read, write)

    def make(cls):
        return cls()

    make = classmethod(make)

    def plain():
        return 1

    plain = staticmethod(plain)

    def describe(self):
        return super(Thing, self).describe()


thing = Thing.make()
thing.value = 3
thing.value
thing.plain()
thing.describe()
