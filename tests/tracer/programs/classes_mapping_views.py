from collections.abc import Iterator, Mapping, MutableMapping, Sequence


class Config(MutableMapping):
    def __init__(self, **values):
        self._values = dict(values)

    def __getitem__(self, key):
        return self._values[key]

    def __setitem__(self, key, value):
        self._values[key] = self.checked(value)

    def __delitem__(self, key):
        del self._values[key]

    def __iter__(self):
        return iter(self._values)

    def __len__(self):
        return len(self._values)

    def checked(self, value):
        return value


config = Config(a=1)
config["b"] = 2
config.get("c")
"a" in config
config.setdefault("d", 3)
config.pop("a")
config.update({"e": 1})
for key, value in config.items():
    pass
dict(**config)
list(config.values())
len(config)


class Items(Sequence):
    def __init__(self, items):
        self.items = items

    def __getitem__(self, index):
        return self.items[index]

    def __len__(self):
        return len(self.items)


items = Items([1, 2])
items.index(2)
items.count(1)
3 in items
for item in items:
    pass
list(reversed(items))
