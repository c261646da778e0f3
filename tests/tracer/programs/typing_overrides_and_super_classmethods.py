class Base:
    registry: dict = {}

    @classmethod
    def create(cls, *args):
        made = cls(*args)
        made.setup()
        return made

    @classmethod
    def named(cls):
        return cls.prefix() + "x"

    @staticmethod
    def prefix():
        return "base"

    def setup(self): ...

    def __init__(self, value=None):
        self.value = value


class Child(Base):
    @classmethod
    def create(cls, *args):
        made = super().create(*args)
        made.extra()
        return made

    @staticmethod
    def prefix():
        return "child"

    def setup(self):
        super().setup()
        self.extra()

    def extra(self): ...


Child.create(1).extra()
Child.named()
Base.create()
Base.named()
type(Child.create())().extra()
Child().__class__.named()
