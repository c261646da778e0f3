class Base:
    def __init__(self, **kwargs):
        self.setup()

    def setup(self):
        pass


class A(Base):
    def __init__(self, a, **kwargs):
        super().__init__(**kwargs)
        self.a = a


class B(Base):
    def __init__(self, b, **kwargs):
        super().__init__(**kwargs)
        self.b = b

    def setup(self):
        super().setup()


class C(A, B):
    def __init__(self):
        super().__init__(a=1, b=2)


C()
A(1)
B(1)
Base()
