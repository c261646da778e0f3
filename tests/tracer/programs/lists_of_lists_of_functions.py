"""Lists that grow, are sliced, copied, nested and consumed."""


def a():
    return 1


def b():
    return 2


def c():
    return 3


def d():
    return 4


grid = [[a, b], [c]]
grid[0][1]()
for row in grid:
    for cell in row:
        cell()
queue = [a]
queue.insert(0, d)
queue.extend([b])
while queue:
    queue.pop(0)()
copy = grid[1][:]
copy[0]()
flat = [cell for row in grid for cell in row]
flat[0]()
first, *others = [a, b, c]
first()
others[-1]()
