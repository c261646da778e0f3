class Base:
    def __init__(self):
        self._x = None

    @property
    def x(self):
        return self._x

    @x.setter
    def x(self, value):
        self._x = value
        self.changed()

    @x.deleter
    def x(self):
        self.changed()

    def changed(self): ...


class Sub(Base):
    @property
    def x(self):
        return super().x

    @x.setter
    def x(self, value):
        Base.x.fset(self, value)


base = Base()
base.x = 1
base.x
del base.x
sub = Sub()
sub.x = first = 2
sub.x
