from dataclasses import dataclass


def ready(): pass


@dataclass
class Written:
    done: object

    def __init__(self, done):
        self.done = done
        self.start()

    def start(self):
        self.done()


@dataclass
class Below(Written):
    pass


@dataclass(init=False)
class Without:
    def __init__(self): ready()


Written(ready)
Without()
