class Tracked(list):
    def append(self, value):
        super().append(value)


def wrap(value):
    return Tracked(value) if isinstance(value, list) else value


class Layer:
    def __init__(self):
        self.parts = []
        self.name = "layer"

    def __setattr__(self, name, value):
        value = wrap(value)
        super().__setattr__(name, value)

    def add(self, part):
        self.parts.append(part)


Layer().add(1)
