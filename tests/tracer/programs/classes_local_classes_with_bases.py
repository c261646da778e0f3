"""Classes that a function makes, with bases it is given."""


class Base:
    def run(self):
        return self.step()

    def step(self):
        return 0


def derive(base):
    class Derived(base):
        def step(self):
            return super().step() + 1

    return Derived


Derived = derive(Base)
Base().run()
Derived().run()


def with_method(function):
    class Local:
        action = function

        def go(self):
            return self.action()

    return Local()


def act(self):
    return self


with_method(act).go()
