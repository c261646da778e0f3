class Cell:
    def __init__(self, x):
        self.x = x

    def value(self):
        return self.x


grid = [[Cell(x) for x in range(2)] for _ in range(2)]
flat = [cell for row in grid for cell in row]
[cell.value() for cell in flat]
{cell.value() for row in grid for cell in row}
{cell: cell.value() for cell in flat}
