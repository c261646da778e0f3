class Item:
    def __init__(self, n):
        self.n = n

    def weight(self):
        return self.n

    def ok(self):
        return True


items = [Item(1), Item(2)]


def total():
    return sum(item.weight() for item in items)


def check():
    return all(item.ok() for item in items)


def largest():
    return max((item for item in items), key=lambda item: item.weight())


total()
check()
largest().ok()
