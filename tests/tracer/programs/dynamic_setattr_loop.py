class Thing:
    pass


def one(self): ...
def two(self): ...


for name, function in (("one", one), ("two", two)):
    setattr(Thing, name, function)
Thing().one()
Thing().two()
