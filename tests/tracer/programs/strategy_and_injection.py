"""Strategies, dependency injection, template methods."""


class Sorter:
    def __init__(self, strategy):
        self.strategy = strategy

    def sort(self, data):
        return self.strategy.apply(data)


class Quick:
    def apply(self, data):
        return sorted(data)


class Slow:
    def apply(self, data):
        return self.bubble(data)

    def bubble(self, data):
        return data


Sorter(Quick()).sort([1])
Sorter(Slow()).sort([1])


class Pipeline:
    steps = ("load", "clean")

    def run(self):
        for step in self.steps:
            getattr(self, step)()

    def load(self):
        return 1

    def clean(self):
        return 2


Pipeline().run()


class Container:
    def __init__(self):
        self.factories = {}

    def bind(self, name, factory):
        self.factories[name] = factory

    def get(self, name):
        return self.factories[name]()


class Database:
    def query(self):
        return 1


container = Container()
container.bind("db", Database)
container.get("db").query()
