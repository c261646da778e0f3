"""`type.__call__(cls, ...)` makes an instance."""


class Meta(type):
    def __call__(cls, *args):
        made = type.__call__(cls, *args)
        made.ready()
        return made


class Thing(metaclass=Meta):
    def __init__(self, x):
        self.x = x

    def ready(self):
        return self.x

    def use(self):
        return 1


Thing(1).use()


class Single(type):
    known = {}

    def __call__(cls, *args):
        if cls not in cls.known:
            cls.known[cls] = super(Single, cls).__call__(*args)
        return cls.known[cls]


class Service(metaclass=Single):
    def __init__(self):
        self.start()

    def start(self):
        return 0

    def serve(self):
        return 1


Service().serve()
