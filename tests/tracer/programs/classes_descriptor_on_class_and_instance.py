class Descriptor:
    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, instance, owner):
        if instance is None:
            return self
        return self.value()

    def __set__(self, instance, value):
        self.check(value)

    def __delete__(self, instance):
        self.gone()

    def value(self):
        return helper

    def check(self, value):
        pass

    def gone(self):
        pass

    def describe(self):
        return self.name


def helper():
    pass


class Owner:
    field = Descriptor()


owner = Owner()
owner.field()
owner.field = 1
del owner.field
Owner.field.describe()
