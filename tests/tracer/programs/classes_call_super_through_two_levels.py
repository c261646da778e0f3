class A:
    def __call__(self, x):
        return self.call(x)

    def call(self, x):
        return x


class B(A):
    def __call__(self, x):
        return super().__call__(x)

    def call(self, x):
        return helper(super().call(x))


def helper(x):
    return x


A()(1)
B()(1)
