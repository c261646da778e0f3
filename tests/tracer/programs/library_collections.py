from collections import ChainMap, Counter, OrderedDict, UserDict, defaultdict, deque


def make():
    return Item()


class Item:
    def use(self): ...

    def __hash__(self):
        return 1

    def __eq__(self, other):
        return True


class Mine(UserDict):
    def __getitem__(self, key):
        return make()


table = defaultdict(make)
table["x"].use()
defaultdict(list)["y"].append(1)
ordered = OrderedDict(a=make())
ordered["a"].use()
queue = deque([make()], maxlen=3)
queue[0].use()
queue.pop().use()
Counter([make(), make()])
Mine()["x"].use()
Mine({"a": 1}).get("a").use()
