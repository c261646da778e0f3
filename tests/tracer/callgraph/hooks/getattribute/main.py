class Spy:
    x = 1
    def __getattribute__(self, name): pass
Spy().x
