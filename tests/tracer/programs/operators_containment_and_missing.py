class Numbers:
    def __init__(self, values):
        self.values = values

    def __iter__(self):
        for value in self.values:
            yield value


class Sequence:
    def __getitem__(self, index):
        if index > 2:
            raise IndexError
        return index

    def __len__(self):
        return 3


class Named:
    def __contains__(self, name):
        return self.find(name)

    def find(self, name):
        return True


class Defaults(dict):
    def __missing__(self, key):
        return self.make(key)

    def make(self, key):
        return Named()


print(1 in Numbers([1]), 1 in Sequence(), "a" in Named())
print(list(Sequence()), list(reversed(Sequence())))
Defaults()["x"].find("a")
first, second, third = Sequence()
print(*Numbers([1]))
print(len(Sequence()), bool(Sequence()))
a, *rest = Numbers([1, 2])
