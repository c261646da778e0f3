import itertools


class Row:
    def __init__(self, name):
        self.name = name

    def use(self): ...


def name(row):
    return row.name


def good(row):
    return True


def merge(a, b):
    return a


rows = [Row("a"), Row("b")]
for key, group in itertools.groupby(rows, key=name):
    for row in group:
        row.use()
for row in itertools.chain(rows, rows):
    row.use()
for row in itertools.islice(rows, 1):
    row.use()
for a, b in itertools.product(rows, rows):
    b.use()
for row in itertools.takewhile(good, rows):
    row.use()
for row in itertools.accumulate(rows, merge):
    row.use()
for row in itertools.starmap(merge, [(rows[0], rows[1])]):
    row.use()
next(itertools.cycle(rows)).use()
