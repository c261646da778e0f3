class Base:
    __slots__ = ("x",)

    def __init__(self, x=0):
        self.x = x

    def clone(self):
        return type(self)(self.x)

    def extra(self):
        pass


class Sub(Base):
    def extra(self):
        pass


Sub().clone().extra()
Base().clone().extra()
