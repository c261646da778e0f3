class Row:
    def parse(self):
        return Cell()


class Cell:
    def text(self): ...


def rows():
    yield Row()
    yield Row()


def cells(source):
    for row in source:
        yield row.parse()


def texts(source):
    return (cell.text() for cell in source)


for text in texts(cells(rows())):
    pass
