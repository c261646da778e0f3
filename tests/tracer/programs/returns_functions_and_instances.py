class Maker:
    def __call__(self):
        return Product()


class Product:
    def use(self): ...


def choose(flag):
    return Maker() if flag else make


def make():
    return Product()


choose(True)().use()
choose(False)().use()
