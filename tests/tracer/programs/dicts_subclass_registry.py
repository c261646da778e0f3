"""A registry that is a dict: what is stored under a key is what comes out."""

from collections import OrderedDict, UserDict, UserList, defaultdict


def double(x):
    return 2 * x


def triple(x):
    return 3 * x


def fourfold(x):
    return 4 * x


class Registry(dict):
    def register(self, function):
        self[function.__name__] = function
        return function


registry = Registry()
registry["double"] = double
assert registry["double"](1) == 2

decorated = Registry()


@decorated.register
def squared(x):
    return x * x


for function in decorated.values():
    function(3)


class Ordered(OrderedDict):
    def run(self):
        return [function(1) for function in self.values()]


ordered = Ordered()
ordered["triple"] = triple
ordered.run()


class Handlers(UserDict):
    def call(self, name):
        return self[name](5)


handlers = Handlers()
handlers["fourfold"] = fourfold
handlers.call("fourfold")


def one():
    return 1


def two():
    return 2


def three():
    return 3


class Steps(list):
    def add(self, step):
        self.append(step)
        return self

    def run(self):
        for step in self:
            step()


Steps().add(one).run()


class More(UserList):
    pass


more = More()
more.append(two)
more[0]()


class Groups(defaultdict):
    def all(self):
        for name, members in self.items():
            for member in members:
                member()


groups = Groups(list)
groups["a"].append(three)
groups.all()
