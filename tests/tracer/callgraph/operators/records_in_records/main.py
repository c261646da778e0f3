"""Each record holds the one before it twice: there are a million ways to the innermost."""

from dataclasses import dataclass


class Leaf:
    def __eq__(self, other):
        return True


@dataclass
class R0:
    one: Leaf
    two: Leaf


@dataclass
class R1:
    one: R0
    two: R0


@dataclass
class R2:
    one: R1
    two: R1


@dataclass
class R3:
    one: R2
    two: R2


@dataclass
class R4:
    one: R3
    two: R3


@dataclass
class R5:
    one: R4
    two: R4


@dataclass
class R6:
    one: R5
    two: R5


@dataclass
class R7:
    one: R6
    two: R6


@dataclass
class R8:
    one: R7
    two: R7


@dataclass
class R9:
    one: R8
    two: R8


@dataclass
class R10:
    one: R9
    two: R9


@dataclass
class R11:
    one: R10
    two: R10


@dataclass
class R12:
    one: R11
    two: R11


@dataclass
class R13:
    one: R12
    two: R12


@dataclass
class R14:
    one: R13
    two: R13


@dataclass
class R15:
    one: R14
    two: R14


@dataclass
class R16:
    one: R15
    two: R15


@dataclass
class R17:
    one: R16
    two: R16


@dataclass
class R18:
    one: R17
    two: R17


@dataclass
class R19:
    one: R18
    two: R18


@dataclass
class R20:
    one: R19
    two: R19


def same():
    leaf = Leaf()
    x0 = R0(leaf, leaf)
    x1 = R1(x0, x0)
    x2 = R2(x1, x1)
    x3 = R3(x2, x2)
    x4 = R4(x3, x3)
    x5 = R5(x4, x4)
    x6 = R6(x5, x5)
    x7 = R7(x6, x6)
    x8 = R8(x7, x7)
    x9 = R9(x8, x8)
    x10 = R10(x9, x9)
    x11 = R11(x10, x10)
    x12 = R12(x11, x11)
    x13 = R13(x12, x12)
    x14 = R14(x13, x13)
    x15 = R15(x14, x14)
    x16 = R16(x15, x15)
    x17 = R17(x16, x16)
    x18 = R18(x17, x17)
    x19 = R19(x18, x18)
    x20 = R20(x19, x19)
    return x20 == x20
