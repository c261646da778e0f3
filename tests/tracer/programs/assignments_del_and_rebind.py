"""A name that is deleted and bound anew."""


def first():
    return 1


def second():
    return 2


action = first
action()
del action
action = second
action()


class Slot:
    value = first


Slot.value = second
Slot.value()
items = {"a": first}
del items["a"]
items["b"] = second
items["b"]()
