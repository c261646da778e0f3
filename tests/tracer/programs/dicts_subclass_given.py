"""What a dict, list, set or tuple of one's own is made with is what it holds."""


def first():
    return 1


def second():
    return 2


def third():
    return 3


def fourth():
    return 4


def fifth():
    return 5


def sixth():
    return 6


class Table(dict):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.count = 0

    def run(self, name):
        self.count += 1
        return self.get(name)()


table = Table({"a": first}, b=second)
table["a"]()
table.run("b")


class Queue(list):
    def take(self):
        return self.pop(0)


queue = Queue([third])
queue.take()()
for one in Queue((fourth,)):
    one()


class Unique(set):
    def each(self):
        for member in self:
            yield member()


list(Unique({fifth}).each())


class Pair(tuple):
    @property
    def left(self):
        return self[0]


Pair((sixth, 1)).left()
