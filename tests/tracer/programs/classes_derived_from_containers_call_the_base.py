def by_base(): ...


def by_update(): ...


def by_item(): ...


class Explicit(dict):
    def __init__(self, *rows, **options):
        dict.__init__(self, *rows, **options)

    def __setitem__(self, name, function):
        dict.__setitem__(self, name, function)

    def __getitem__(self, name):
        return dict.__getitem__(self, name)

    def update(self, others):
        dict.update(self, others)


explicit = Explicit(a=by_base)
explicit["b"] = by_item
explicit.update({"c": by_update})
for name in ("a", "b", "c"):
    explicit[name]()


def take(**functions):
    functions["a"]()


class Named(dict): ...


take(**Named(a=by_base))


class Pair(tuple):
    def __new__(cls, left, right):
        return super().__new__(cls, (left, right))

    @property
    def left(self):
        return self[0]


def call_both():
    left, right = Pair(by_base, by_item)
    left()
    right()


call_both()
Pair(by_base, by_item).left


class Ranked(list):
    def best(self):
        self.sort(key=lambda one: one.rank())
        return self[0]


class One:
    def rank(self):
        return 1


Ranked([One()]).best().rank()
