class Item:
    def __init__(self, name):
        self.name = name

    def reserve(self): ...

    @property
    def price(self):
        return 1
