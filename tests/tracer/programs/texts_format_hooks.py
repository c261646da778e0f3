class Money:
    def __init__(self, amount):
        self.amount = amount

    def __format__(self, spec):
        return self.plain()

    def __str__(self):
        return self.plain()

    def __repr__(self):
        return self.exact()

    def plain(self):
        return "1"

    def exact(self):
        return "Money"


money = Money(1)
print(f"{money:>10}")
print("{}".format(money))
print("{0:x} {name}".format(money, name=money))
print("%s" % money, "%r" % (money,))
print(f"{money!r} {money!s}")
print(str(money), repr([money]))
print(", ".join(str(one) for one in [money]))
print(f"{[money]}")


class Template:
    def __mod__(self, values):
        return self.render(values)

    def render(self, values): ...


Template() % 1
