class Defaults(dict):
    def __missing__(self, key):
        return self.make(key)

    def make(self, key):
        return Item()


class Item:
    def use(self):
        pass


Defaults()["x"].use()
