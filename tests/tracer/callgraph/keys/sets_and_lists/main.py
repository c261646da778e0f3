class Key:
    def __hash__(self):
        return 1

    def __eq__(self, other):
        return True


def display():
    return {Key()}


def comprehension():
    return {Key() for _ in range(2)}


def add(group):
    group.add(Key())


def discard(group):
    group.discard(Key())


def contains(group):
    return Key() in group


def made(row):
    return set(row)


def update(group):
    group.update([Key()])


def in_list(row):
    return Key() in row


def index(row):
    return row.index(Key())


def unequal():
    return Key() != Key()


def unknown(anything):
    return anything[Key()]


add(display())
discard(comprehension())
contains({1})
made([Key(), Key()])
update(display())
in_list([Key()])
index([Key()])
unequal()
