class Event:
    def __init__(self):
        self.handlers = []
        self.once = []

    def connect(self, handler, *, once=False):
        (self.once if once else self.handlers).append(handler)
        return handler

    def __iadd__(self, handler):
        self.connect(handler)
        return self

    def emit(self, *args, **kwargs):
        for handler in self.handlers:
            handler(*args, **kwargs)
        while self.once:
            self.once.pop()(*args, **kwargs)


class Listener:
    def on_change(self, value): ...


def logged(value): ...


def single(value): ...


changed = Event()
changed.connect(Listener().on_change)
changed += logged
changed.connect(single, once=True)
changed.emit(1)


@changed.connect
def late(value): ...


changed.emit(2)
