"""Classes that inherit over several modules, with helpers of each module's own."""
from middle import Middle


class Leaf(Middle):
    def step(self):
        return super().step() + helper()


def helper():
    return 3


Leaf().run()
Middle().run()
