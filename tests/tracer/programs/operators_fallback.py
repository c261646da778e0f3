class Metre:
    def __init__(self, value):
        self.value = value

    def __add__(self, other):
        if not isinstance(other, Metre):
            return NotImplemented
        return Metre(self.value)

    def __radd__(self, other):
        return self.scaled()

    def __mul__(self, factor):
        return Metre(self.value)

    __rmul__ = __mul__

    def scaled(self):
        return self

    def __neg__(self):
        return self

    def __abs__(self):
        return self

    def __round__(self, digits=0):
        return self

    def __iadd__(self, other):
        return self.scaled()

    def __matmul__(self, other):
        return self

    def __divmod__(self, other):
        return self, self

    def __index__(self):
        return 1

    def __bool__(self):
        return True

    def __float__(self):
        return 1.0


metre = Metre(1)
(metre + metre).scaled()
(1 + metre).scaled()
(3 * metre).scaled()
sum([metre, metre]).scaled()
metre += 1
(-metre).scaled()
abs(metre).scaled()
round(metre, 2).scaled()
(metre @ metre).scaled()
quotient, rest = divmod(metre, 2)
quotient.scaled()
print([1, 2][metre], "a" * 2, range(metre), hex(metre), float(metre))
if metre and not metre:
    pass
