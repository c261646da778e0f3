class Item:
    def __init__(self, rank):
        self.rank = rank

    def __lt__(self, other):
        return self.rank < other.rank

    def key(self):
        return self.rank


def rank(item):
    return item.key()


items = [Item(2), Item(1)]
sorted(items)
min(items, key=rank)
max(items, key=lambda item: item.rank)
items.sort(key=Item.key)
