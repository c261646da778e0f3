def first():
    return second


def second():
    return None


def third():
    return None


def run(one, /, two=first, *rest, three, **others):
    two()()
    for item in rest:
        item()
    three()
    others["four"]()


def fourth():
    pass


def rest():
    pass


run(0, first, rest, three=third, four=fourth)
