from dataclasses import dataclass


@dataclass
class Base:
    action: object

    def __post_init__(self):
        self.checked()

    def checked(self): ...


@dataclass
class Derived(Base):
    extra: object

    def __init__(self, action, extra):
        super().__init__(action)
        self.extra = extra

    def run(self):
        self.action()
        self.extra()


class Plain(Base):
    def __init__(self, action):
        Base.__init__(self, action)

    def run(self):
        self.action()


def one(): ...


def two(): ...


def three(): ...


Derived(one, two).run()
Plain(three).run()
