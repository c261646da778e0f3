import copy


class Holder:
    def __init__(self, child):
        self.child = child

    def __copy__(self):
        return self.clone()

    def clone(self):
        return Holder(self.child)

    def use(self): ...


class Child:
    def __deepcopy__(self, memo):
        return Child()

    def use(self): ...


copied = copy.copy(Holder(Child()))
copied.use()
copied.child.use()
deep = copy.deepcopy([Child()])
deep[0].use()


class Temporary:
    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()

    def __del__(self):
        self.close()

    def close(self): ...


def scope():
    made = Temporary()
    del made


scope()
with Temporary() as entered:
    entered.close()


class Guarded:
    def __init__(self):
        self._value = None

    @property
    def value(self):
        return self._value

    @value.setter
    def value(self, new):
        self._value = self.check(new)

    @value.deleter
    def value(self):
        self.clear()

    def check(self, new):
        return new

    def clear(self): ...


guarded = Guarded()
guarded.value = 1
guarded.value
del guarded.value
guarded.value += 1
