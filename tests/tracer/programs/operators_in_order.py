import heapq
import operator


class Version:
    def __init__(self, number):
        self.number = number

    def __lt__(self, other):
        return self.key() < other.key()

    def key(self):
        return self.number


first, second = Version(1), Version(2)
print(max([first, second]), sorted([second, first]))
heap = [second, first]
heapq.heapify(heap)
heapq.heappush(heap, Version(3))
heapq.heappop(heap).key()


class Person:
    def __init__(self, name, age):
        self.name = name
        self._age = age

    @property
    def age(self):
        return self._age

    def rank(self):
        return 1


people = [Person("a", 1), Person("b", 2)]
sorted(people, key=operator.attrgetter("age"))
sorted(people, key=operator.methodcaller("rank"))
min(people, key=lambda person: person.rank())
max([(1, people[0])], key=operator.itemgetter(0))[1].rank()
