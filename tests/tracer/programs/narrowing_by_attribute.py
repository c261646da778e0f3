"""`hasattr` tells what a value is: what has the attribute is no longer there where it was found to have none."""


class Named:
    def __init__(self, name):
        self._name = name

    @property
    def name(self):
        return self._name

    def __eq__(self, other):
        return self._name == other

    def __hash__(self):
        return hash(self._name)


class Nameless:
    def title(self):
        return "nameless"


def standard(thing):
    if hasattr(thing, "name"):
        thing = thing.name
    elif hasattr(thing, "title"):
        return thing.title()
    return thing


def early(thing):
    if not hasattr(thing, "name"):
        return thing.title()
    return thing.name


print([standard(Named("a")) == "a", standard("b") == "b", standard(Nameless())])
print(early(Named("c")), early(Nameless()), early("text"))
print(Named("d") == "d", {Named("e")} == set())
