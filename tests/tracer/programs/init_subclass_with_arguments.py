"""`__init_subclass__` with keywords, and `__class_getitem__`."""


class Handler:
    handlers = {}

    def __init_subclass__(cls, /, kind=None, **kwargs):
        super().__init_subclass__(**kwargs)
        if kind:
            Handler.handlers[kind] = cls
        cls.check()

    @classmethod
    def check(cls):
        return cls.__name__

    def handle(self):
        raise NotImplementedError


class Text(Handler, kind="text"):
    def handle(self):
        return "text"


class Image(Handler, kind="image"):
    def handle(self):
        return "image"


def dispatch(kind):
    return Handler.handlers[kind]().handle()


dispatch("text")
dispatch("image")


class Sized:
    def __class_getitem__(cls, size):
        return cls.of(size)

    @classmethod
    def of(cls, size):
        return cls()

    def use(self):
        return 1


Sized[3].use()
