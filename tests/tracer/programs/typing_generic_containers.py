from typing import Callable, Generic, Iterator, Optional, TypeVar

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

    def first(self) -> Optional[T]:
        return self._items[0] if self._items else None


class Task:
    def run(self) -> None: ...


stack: Stack[Task] = Stack()
stack.push(Task())
for task in stack:
    task.run()
found = stack.first()
if found is not None:
    found.run()
stack.pop().run()


class Handler:
    action: Callable[[], None]

    def __init__(self, action: Callable[[], None]) -> None:
        self.action = action


def act() -> None: ...


Handler(act).action()


def use(task: "Task", others: "list[Task]") -> None:
    task.run()
    for other in others:
        other.run()


use(Task(), [Task()])
