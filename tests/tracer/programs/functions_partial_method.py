from functools import partial, partialmethod


class Widget:
    def __init__(self):
        self.callbacks = [partial(self.changed, "a"), partial(Widget.changed, self)]

    def set_state(self, state):
        self.changed(state)

    def changed(self, state="x"): ...

    enable = partialmethod(set_state, True)
    disable = partialmethod(set_state, state=False)

    def fire(self):
        for callback in self.callbacks:
            callback()


widget = Widget()
widget.enable()
widget.disable()
widget.fire()


def power(base, exponent, then):
    return then(base)


def show(value): ...


square = partial(power, exponent=2, then=show)
square(3)
partial(partial(power, 2), 3)(show)
