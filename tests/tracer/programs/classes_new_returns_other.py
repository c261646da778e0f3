"""`__init__` runs only on what `__new__` gives of the class itself."""


class Point:
    def __init__(self, x):
        self.x = x

    def norm(self):
        return abs(self.x)


class Maker:
    def __new__(cls, x):
        return Point(x)

    def __init__(self, x):
        raise AssertionError


Maker(3).norm()


class Number:
    def __new__(cls, value):
        if value is None:
            return Nothing()
        return object.__new__(cls)

    def __init__(self, value):
        self.value = value

    def show(self):
        return str(self.value)


class Nothing:
    def show(self):
        return "nothing"


Number(None).show()
Number(1).show()


def helper():
    return 5


class Text:
    def __new__(cls):
        return "text"

    def __init__(self):
        raise AssertionError


assert Text() == "text"
helper()


class Kept:
    instances = {}

    def __new__(cls, name):
        if name not in cls.instances:
            cls.instances[name] = super().__new__(cls)
        return cls.instances[name]

    def __init__(self, name):
        self.name = name

    def show(self):
        return self.name


Kept("a").show()
