class Query:
    def __init__(self, parts=()):
        self.parts = parts

    def where(self, x):
        return self._clone(x)

    def order(self, x):
        return self._clone(x)

    def _clone(self, x):
        return type(self)((*self.parts, x))

    def run(self):
        return [part.sql() for part in self.parts]


class Part:
    def sql(self):
        return "x"


Query().where(Part()).order(Part()).run()
