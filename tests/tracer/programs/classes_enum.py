import enum


class Colour(enum.Enum):
    RED = 1
    BLUE = 2

    def describe(self):
        return self.mix()

    def mix(self):
        return Colour.RED

    @classmethod
    def _missing_(cls, value):
        return cls.RED

    @property
    def label(self):
        return "label"

    @classmethod
    def parse(cls, text):
        return cls[text]


class Flags(enum.IntFlag):
    A = 1
    B = 2

    def both(self):
        return self | Flags.B


Colour.RED.describe()
for colour in Colour:
    colour.label
Colour(5).mix()
Colour["RED"].mix()
Colour.parse("BLUE").describe()
Flags.A.both()
