class Query:
    def __init__(self, source, filters=(), order=None):
        self._source = source
        self._filters = filters
        self._order = order

    def filter(self, test):
        return Query(self._source, (*self._filters, test), self._order)

    def order_by(self, key):
        return Query(self._source, self._filters, key)

    def __iter__(self):
        rows = iter(self._source)
        for test in self._filters:
            rows = filter(test, rows)
        if self._order is not None:
            rows = sorted(rows, key=self._order)
        return iter(rows)

    def first(self):
        for row in self:
            return row
        return None


class Row:
    def __init__(self, value):
        self.value = value

    def shown(self):
        return self.value


def positive(row):
    return row.shown() > 0


query = Query([Row(1), Row(2)]).filter(positive).order_by(lambda row: row.value)
query.first().shown()
for row in query:
    row.shown()
