import operator


class Point:
    def __init__(self, x):
        self.x = x

    @property
    def value(self):
        return self.x

    def move(self, by):
        return by()


def step(): ...


get_value = operator.attrgetter("value")
call_move = operator.methodcaller("move", step)
second = operator.itemgetter(1)
get_value(Point(1))
call_move(Point(2))
second([step, step])()
sorted([Point(2), Point(1)], key=operator.attrgetter("value"))
