"""Proxies that hand on what they are asked, listed one by one."""


class Cat:
    def speak(self):
        return "meow"


class Dog:
    def speak(self):
        return "woof"


class Proxy:
    def __init__(self, target):
        self._target = target

    def __getattr__(self, name):
        return getattr(self._target, name)


for proxy in [Proxy(Cat()), Proxy(Dog())]:
    proxy.speak()


for animal in [Cat(), Proxy(Dog())]:
    animal.speak()


class Adapter:
    def __init__(self, adaptee, **methods):
        self.adaptee = adaptee
        self.__dict__.update(methods)

    def __getattr__(self, name):
        return getattr(self.adaptee, name)


for one in (Adapter(Cat()), Adapter(Dog())):
    one.speak()
