import operator
from functools import reduce


class Vector:
    def __add__(self, other):
        return self

    def __mul__(self, other):
        return self

    def __getitem__(self, i):
        return self

    def __contains__(self, x):
        return True

    def __eq__(self, other):
        return True

    def __call__(self):
        return self

    def end(self): ...


reduce(operator.add, [Vector(), Vector()]).end()
operator.mul(Vector(), 2).end()
operator.getitem(Vector(), 1).end()
operator.contains(Vector(), 1)
operator.eq(Vector(), Vector())
list(map(operator.add, [Vector()], [Vector()]))[0].end()
