from dataclasses import dataclass, field, replace, asdict, astuple


class Unit:
    def __init__(self, size):
        self.size = size

    def __eq__(self, other):
        return self.measure() == other.measure()

    def __hash__(self):
        return hash(self.measure())

    def __repr__(self):
        return self.text()

    def __lt__(self, other):
        return self.measure() < other.measure()

    def measure(self):
        return self.size

    def text(self):
        return "unit"


@dataclass(order=True, frozen=True)
class Length:
    unit: Unit
    number: int = 1

    def doubled(self):
        return replace(self, number=2)


one, two = Length(Unit(1)), Length(Unit(2))
print(one == two)
print(one < two)
print(repr(one))
hash(one)
one.doubled().unit.text()
