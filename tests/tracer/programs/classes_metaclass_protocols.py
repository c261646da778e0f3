"""What a metaclass says of its classes: attributes, operators, subscripts, iteration."""


class Meta(type):
    def __getattr__(cls, name):
        return cls.lookup(name)

    def lookup(cls, name):
        return name

    def __or__(cls, other):
        return Union(cls, other)

    def __setattr__(cls, name, value):
        super().__setattr__(name, value)

    def __getitem__(cls, item):
        return cls.make(item)

    def make(cls, item):
        return cls()

    def __iter__(cls):
        return iter([cls.make(1)])

    def __contains__(cls, item):
        return cls.has(item)

    def has(cls, item):
        return True

    def __len__(cls):
        return 3

    def __bool__(cls):
        return True

    def __eq__(cls, other):
        return cls is other

    def __hash__(cls):
        return 7

    def __lt__(cls, other):
        return True

    def __add__(cls, other):
        return 2

    def __repr__(cls):
        return "C"

    def __delattr__(cls, name):
        super().__delattr__(name)


class Union:
    def __init__(self, *parts):
        self.parts = parts

    def show(self):
        return len(self.parts)


class Thing(metaclass=Meta):
    def use(self):
        return 1


class Other(Thing):
    pass


Thing.missing
(Thing | Other).show()
Thing.value = 3
Thing[1].use()
for thing in Other:
    thing.use()
2 in Thing
len(Thing)
if Thing:
    pass
Thing == Other
Thing < Other
Thing + 1
repr(Thing)
{Thing: 1}
del Thing.value
