from collections.abc import Mapping, MutableMapping


class Frozen(Mapping):
    def __init__(self, data):
        self.data = data

    def __getitem__(self, key):
        return self.data[key]

    def __iter__(self):
        return iter(self.data)

    def __len__(self):
        return len(self.data)


class Value:
    def use(self): ...


def read(frozen):
    frozen.get("a").use()


def walk(frozen):
    for value in frozen.values():
        value.use()


def pairs(frozen):
    for key, value in frozen.items():
        value.use()


frozen = Frozen({"a": Value()})
read(frozen)
walk(frozen)
pairs(frozen)
