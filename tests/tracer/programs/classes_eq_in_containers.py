"""Equality, hashing and order as containers use them."""


class Key:
    def __init__(self, name):
        self.name = name

    def __eq__(self, other):
        return self.name == other.name

    def __hash__(self):
        return hash(self.name)


a, b = Key("a"), Key("a")
table = {a: 1}
table[b]
b in table
b in [a]
len({a, b})
[a].index(b)


class Rank:
    def __init__(self, n):
        self.n = n

    def __lt__(self, other):
        return self.n < other.n


sorted([Rank(2), Rank(1)])
min(Rank(1), Rank(2))
