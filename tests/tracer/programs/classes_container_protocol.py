class Ring:
    def __init__(self, *items):
        self.items = list(items)

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        return self.items[i]

    def __iter__(self):
        return iter(self.items)

    def __contains__(self, x):
        return x in self.items

    def __bool__(self):
        return True


class Stone:
    def shine(self): ...


ring = Ring(Stone(), Stone())
ring[0].shine()
for stone in ring:
    stone.shine()
len(ring)
None in ring
first, second = ring
first.shine()
bool(ring)
