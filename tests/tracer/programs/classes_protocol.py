from abc import ABC, abstractmethod
from typing import Protocol


class Closeable(Protocol):
    def close(self) -> None: ...


class File:
    def close(self) -> None: ...


class Socket:
    def close(self) -> None: ...


def close_all(things: list[Closeable]) -> None:
    for thing in things:
        thing.close()


close_all([File(), Socket()])


class Base(ABC):
    def run(self):
        self.prepare()
        return self.step()

    def prepare(self): ...

    @abstractmethod
    def step(self): ...

    @property
    @abstractmethod
    def name(self): ...


class Impl(Base):
    def step(self):
        return self.name

    @property
    def name(self):
        return "impl"


Impl().run()
