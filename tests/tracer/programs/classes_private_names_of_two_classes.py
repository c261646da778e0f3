from dataclasses import dataclass


def of_base():
    return 1


def of_child():
    return 2


class Base:
    def __init__(self, hook):
        self.__hook = hook
        self.__setup()
        self._Base__twice()

    def __setup(self):
        self.__kept = of_base

    def __twice(self):
        return self.__kept()

    def run(self):
        return self.__hook()

    def ask(self, other):
        return other.__twice()

    @classmethod
    def make(cls):
        return cls.__build()

    @classmethod
    def __build(cls):
        return of_base()

    callback = lambda self: self.__twice()


class _Child(Base):
    __table = {"a": of_child}

    def __init__(self, hook, own):
        super().__init__(hook)
        self.__hook = own
        self.__setup()

    def __setup(self):
        self.__kept = of_child

    def __twice(self):
        return self.__kept()

    def run_own(self):
        def inner():
            return self.__hook()

        self.__table["a"]()
        inner()
        return self.__twice()

    @classmethod
    def make_own(cls):
        return cls.__build()

    @classmethod
    def __build(cls):
        return of_child()

    def forget(self):
        del self.__hook


child = _Child(of_base, of_child)
child.run()
child.run_own()
child.callback()
Base(of_base).ask(child)
_Child.make()
_Child.make_own()
child._Child__hook()
child._Child__twice()
getattr(child, "_Base__hook")()
child.forget()


@dataclass
class Record:
    __hook: object = None

    def run(self):
        return self.__hook()


Record(of_base).run()
