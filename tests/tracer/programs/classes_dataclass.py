from dataclasses import dataclass, field


class Log:
    def add(self, x):
        pass


def make_log():
    return Log()


@dataclass
class Job:
    name: str
    log: Log = field(default_factory=Log)
    other: Log = field(default_factory=make_log)
    names: list = field(default_factory=lambda: [1])

    def __post_init__(self):
        self.log.add(self.name)
        self.check()

    def check(self):
        self.other.add(1)


@dataclass(order=True, frozen=True)
class Key:
    value: int

    def text(self):
        return str(self.value)


Job("x").check()
sorted([Key(1), Key(2)])[0].text()
