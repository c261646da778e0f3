def added(): ...


def given(): ...


def missing(): ...


def updated(): ...


class Registry(dict):
    def __missing__(self, name):
        return missing

    def register(self, function):
        self[function.__name__] = function
        return function

    def run(self, name):
        return self[name]()


class Pipeline(list):
    def append(self, step):
        self.check(step)
        super().append(step)

    def check(self, step): ...

    def run(self):
        for step in self:
            step()


class Options(dict):
    def __init__(self, **options):
        super().__init__(**options)

    def call_all(self):
        for _, function in self.items():
            function()


registry = Registry()
registry.register(added)
registry.run("added")
registry.run("?")
pipeline = Pipeline([given])
pipeline.append(added)
pipeline += [updated]
pipeline.run()
Options(hook=given).call_all()


class Handlers(set): ...


handlers = Handlers()
handlers.add(updated)
handlers |= {given}
for handler in handlers:
    handler()


def missed(): ...


def kept(): ...


def copied(): ...


class Asked(dict): ...


class Table(dict): ...


class Row(list): ...


def default(table):
    table.get("a", missed)()


def given_once(table):
    table.setdefault("b", kept)()


default(Asked())
given_once(Table())


def copies(row):
    row.copy()[0]()


def iterators(row):
    next(row.__iter__())()


copies(Row([copied]))
iterators(Row([copied]))
