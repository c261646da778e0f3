class Money:
    def __format__(self, spec):
        return "money"

    def __str__(self):
        return "str"

    def __repr__(self):
        return "repr"


class Shown:
    def __str__(self):
        return "shown"


class Bare:
    def __repr__(self):
        return "bare"


def formats():
    return f"{Money()}" + "{:>3}".format(Money()) + format(Money(), "x")


def shows():
    return f"{Money()!s}" + str(Shown()) + "%s" % Shown()


def reprs():
    return f"{Money()!r}" + repr(Money()) + "%r" % Money() + f"{[Bare()]}"


def falls_back():
    return str(Bare())


formats()
shows()
reprs()
falls_back()
print(Shown(), Bare())
