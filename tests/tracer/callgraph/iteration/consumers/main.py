class Row:
    def __iter__(self):
        return Step()

    def __len__(self):
        return 0


class Step:
    def __iter__(self):
        return self

    def __next__(self):
        raise StopIteration


class Back:
    def __reversed__(self):
        return iter(())


class Pairs:
    def keys(self):
        return ["a"]

    def __getitem__(self, key):
        return 1


def take(*args, **kwargs):
    pass


def star(x):
    take(*x)


def listed(x):
    return list(x)


def grouped(x):
    return set(x)


def summed(x):
    return sum(x)


def zipped(x):
    for _ in zip(x, x):
        pass


def counted(x):
    for _ in enumerate(x):
        pass


def sort(x):
    return sorted(x)


def joined(x):
    return ",".join(x)


def extended(x):
    [].extend(x)


def reverse(x):
    return reversed(x)


def merged(x):
    return {**x}


def passed(x):
    take(**x)


def made(x):
    return dict(x)


def updated(x):
    {}.update(x)


star(Step())
listed(Row())
grouped(Step())
summed(Step())
zipped(Step())
counted(Step())
sort(Row())
joined(Step())
extended(Step())
reverse(Back())
merged(Pairs())
passed(Pairs())
made(Pairs())
updated(Pairs())
