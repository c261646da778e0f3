"""Dataclasses: factories of defaults, `__post_init__`, inheritance, ordering, frozen copies."""
from dataclasses import dataclass, field, replace


def names():
    return ["a"]


@dataclass
class Base:
    name: str = "x"
    tags: list = field(default_factory=names)

    def __post_init__(self):
        self.normalize()

    def normalize(self):
        self.name = self.name.strip()


@dataclass
class Child(Base):
    size: int = 0

    def __post_init__(self):
        super().__post_init__()
        self.measure()

    def measure(self):
        self.size = len(self.tags)


Child("a")
replace(Base("b"), name="c")


@dataclass(frozen=True, order=True)
class Point:
    x: int

    def moved(self, dx):
        return replace(self, x=self.x + dx)

    def norm(self):
        return abs(self.x)


Point(1).moved(2).norm()


@dataclass
class Handler:
    action: object

    def run(self):
        return self.action(self)


def act(handler):
    return handler


Handler(act).run()
Handler(action=act).run()
