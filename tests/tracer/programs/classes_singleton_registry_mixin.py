"""Mixins whose methods call what other bases define."""


class Comparable:
    def bigger(self, other):
        return self.key() > other.key()


class Printable:
    def show(self):
        return self.label() + "!"


class Item(Comparable, Printable):
    def __init__(self, value):
        self.value = value

    def key(self):
        return self.value

    def label(self):
        return str(self.key())


Item(1).bigger(Item(2))
Item(3).show()


class Counted:
    count = 0

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        cls.registered()

    @classmethod
    def registered(cls):
        Counted.count += 1


class Leaf(Counted):
    pass
