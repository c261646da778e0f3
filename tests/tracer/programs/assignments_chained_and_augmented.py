class Total:
    def __init__(self, value):
        self.value = value

    def __iadd__(self, other):
        return Total(self.value + other)

    def __imul__(self, other):
        return self

    def show(self):
        return self.value


class Plain:
    def __add__(self, other):
        return Total(1)


a = b = Total(1)
a += 2
b *= 3
a.show()
c = Plain()
c += 1
c.show()
