import enum


def add(x, y):
    return x + y


class Operation(enum.Enum):
    ADD = "+"
    SUB = "-"

    def __init__(self, sign):
        self.sign = sign

    def __str__(self):
        return self.sign

    def __call__(self, x, y):
        return add(x, y)


def apply(operation):
    return operation(1, 2)


apply(Operation.ADD)
str(Operation.SUB)
[apply(member) for member in Operation]
