"""Data descriptors with `__set_name__`, and a base class that validates."""


class Field:
    def __set_name__(self, owner, name):
        self.name = "_" + name

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        return self.read(instance)

    def __set__(self, instance, value):
        self.validate(value)
        setattr(instance, self.name, value)

    def read(self, instance):
        return getattr(instance, self.name)

    def validate(self, value):
        raise NotImplementedError


class Integer(Field):
    def validate(self, value):
        assert isinstance(value, int)


class Text(Field):
    def validate(self, value):
        assert isinstance(value, str)


class Person:
    age = Integer()
    name = Text()

    def __init__(self, age, name):
        self.age = age
        self.name = name

    def label(self):
        return f"{self.name}{self.age}"


Person(1, "a").label()
