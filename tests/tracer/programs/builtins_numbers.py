class Angle:
    def __init__(self, value):
        self.value = value

    def __int__(self):
        return 1

    def __float__(self):
        return 1.0

    def __index__(self):
        return 1

    def __abs__(self):
        return self

    def __round__(self, digits=None):
        return self

    def __neg__(self):
        return self

    def __invert__(self):
        return self

    def __divmod__(self, other):
        return self, self

    def __rdivmod__(self, other):
        return self, self

    def __pow__(self, other, modulo=None):
        return self

    def __complex__(self):
        return 1j

    def same(self):
        return self


angle = Angle(3)
int(angle), float(angle), complex(angle), hex(angle)
abs(angle).same()
round(angle).same()
(-angle).same()
(~angle).same()
divmod(angle, 2)[0].same()
divmod(2, angle)[0].same()
pow(angle, 2).same()
[0, 1, 2][angle]
