class Cell:
    def value(self):
        return 1

    def neighbours(self):
        return [Cell()]


def parse(text):
    return Cell() if text else None


grid = [[Cell() for _ in range(2)] for _ in range(2)]
print(sum(cell.value() for row in grid for cell in row))
flat = {name: cell for name, cell in enumerate(cell for row in grid for cell in row)}
flat[0].value()
if (found := parse("x")) is not None:
    found.value()
values = [made.value() for text in ["a", ""] if (made := parse(text))]
near = {near.value() for row in grid for cell in row for near in cell.neighbours()}
while (current := parse("")) is not None:
    current.value()
transposed = list(zip(*grid))
transposed[0][0].value()
