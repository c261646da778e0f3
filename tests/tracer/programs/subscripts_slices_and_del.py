class Table:
    def __getitem__(self, key):
        return self

    def __setitem__(self, key, value): ...

    def __delitem__(self, key): ...

    def end(self): ...


table = Table()
table[1:2].end()
table[1, 2].end()
table["x"] = 1
counts = Table()
del table["x"]
del table[1:2]
