from enum import Enum, auto


class Level(Enum):
    LOW = auto()
    HIGH = auto()

    @classmethod
    def parse(cls, text):
        return cls[text.upper()]

    def show(self): ...

    def raised(self): ...


Level.parse("low").show()
Level.__members__["LOW"].raised()
for name, level in Level.__members__.items():
    level.show()
