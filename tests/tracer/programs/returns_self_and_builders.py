"""Builders, fluent interfaces and alternate constructors."""


class Query:
    def __init__(self, table):
        self.table = table
        self.filters = []

    @classmethod
    def over(cls, table):
        return cls(table)

    def where(self, predicate):
        self.filters.append(predicate)
        return self

    def run(self):
        return [row for row in self.table if all(check(row) for check in self.filters)]


def even(row):
    return row % 2 == 0


def small(row):
    return row < 3


Query.over([1, 2]).where(even).where(small).run()


class Builder:
    def __init__(self):
        self.parts = []

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.build()

    def add(self, part):
        self.parts.append(part)
        return self

    def build(self):
        return [part() for part in self.parts]


def part():
    return 1


with Builder() as builder:
    builder.add(part)
