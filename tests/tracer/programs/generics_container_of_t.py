"""Generic classes: subscripted bases, constructors and annotations."""
from typing import Callable, Generic, Iterator, TypeVar

T = TypeVar("T")


class Stack(Generic[T]):
    def __init__(self) -> None:
        self._items: list[T] = []

    def push(self, item: T) -> None:
        self._items.append(item)

    def pop(self) -> T:
        return self._items.pop()

    def __iter__(self) -> Iterator[T]:
        return iter(self._items)


class Job:
    def run(self):
        return 1


stack = Stack[Job]()
stack.push(Job())
for job in stack:
    job.run()
stack.pop().run()


class Jobs(Stack[Job]):
    def run_all(self):
        return [job.run() for job in self]


jobs = Jobs()
jobs.push(Job())
jobs.run_all()


def call(function: Callable[[], T]) -> T:
    return function()


call(Job().run)
call(Job).run()
