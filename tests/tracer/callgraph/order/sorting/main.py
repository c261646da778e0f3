import bisect
import heapq


class Item:
    def __lt__(self, other):
        return True


class Down:
    def __gt__(self, other):
        return True


def sort():
    return sorted([Item(), Item()])


def sort_list():
    row = [Item(), Item()]
    row.sort()


def lowest():
    return min(Item(), Item())


def highest(row):
    return max(row)


def mirrored():
    return max(Item(), Item())


def push(heap):
    heapq.heappush(heap, Item())


def pop(heap):
    return heapq.heappop(heap)


def insort(row):
    bisect.insort(row, Item())


def pairs():
    return sorted([(Item(), 1), (Item(), 2)])


def make(number):
    return Item()


def by_key():
    return sorted([1, 2], key=make)


sort()
sort_list()
lowest()
highest([Down(), Down()])
mirrored()
push([Item()])
pop([Item(), Item()])
insort([Item()])
pairs()
by_key()
