import bisect
import heapq


class Task:
    def __init__(self, rank):
        self.rank = rank

    def __lt__(self, other):
        return self.rank < other.rank

    def run(self): ...


def rank(task):
    return task.rank


def push(heap, x):
    heapq.heappush(heap, x)


def pop(heap):
    heapq.heappop(heap).run()


def insert(row, x):
    bisect.insort(row, x)
    row[0].run()


def place(row, x):
    return bisect.bisect_left(row, x)


def keyed(row):
    return heapq.nsmallest(1, row, key=rank)[0].run()


heap = []
push(heap, Task(1))
push(heap, Task(2))
push(heap, Task(3))
pop(heap)
row = [Task(1)]
insert(row, Task(3))
place(row, Task(4))
keyed(row)
heapq.merge([1], [2])
