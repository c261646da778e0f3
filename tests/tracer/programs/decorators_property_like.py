class classproperty:
    def __init__(self, getter):
        self.getter = getter

    def __get__(self, instance, owner):
        return self.getter(owner)


class Settings:
    @classproperty
    def default(cls):
        return cls.make()

    @classmethod
    def make(cls):
        return cls()

    def use(self): ...


Settings.default.use()
