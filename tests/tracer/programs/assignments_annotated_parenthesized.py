"""A parenthesized name before an annotation is no declaration, but is assigned to."""


def value():
    return function


def function():
    return 1


class Fields:
    (field): int = value()
    other: int = 2


(top): int = value()
Fields.field()
top()
