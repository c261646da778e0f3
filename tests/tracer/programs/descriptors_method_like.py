"""A descriptor that gives a bound callable, and one that counts accesses."""
import functools


class Method:
    def __init__(self, function):
        self.function = function

    def __get__(self, instance, owner):
        return functools.partial(self.function, instance)


class Loud:
    @Method
    def speak(self):
        return self.volume()

    def volume(self):
        return 11


Loud().speak()


class ClassProperty:
    def __init__(self, getter):
        self.getter = getter

    def __get__(self, instance, owner):
        return self.getter(owner)


class Model:
    @ClassProperty
    def table(cls):
        return cls.prefix()

    @classmethod
    def prefix(cls):
        return "p"


Model.table
Model().table
