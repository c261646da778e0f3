"""Cooperative `super()` through diamonds, with keyword arguments handed along."""


class Root:
    def __init__(self, **kwargs):
        self.setup()

    def setup(self):
        return "root"


class Left(Root):
    def __init__(self, left=0, **kwargs):
        super().__init__(**kwargs)
        self.left = left

    def setup(self):
        return "left" + super().setup()


class Right(Root):
    def __init__(self, right=0, **kwargs):
        super().__init__(**kwargs)
        self.right = right

    def setup(self):
        return "right" + super().setup()


class Bottom(Left, Right):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)


Bottom(left=1, right=2)
Left()
Right()
Root()


class A:
    def who(self):
        return "A"

    def call(self):
        return self.who()


class B(A):
    def who(self):
        return "B" + super().who()


class C(A):
    def who(self):
        return "C" + super().who()


class D(B, C):
    pass


D().call()
C().call()
B().call()
A().call()
