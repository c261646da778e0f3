"""Slots, lazily made attributes, and methods that replace themselves."""


class Lazy:
    __slots__ = ("_engine",)

    def __init__(self):
        self._engine = None

    @property
    def engine(self):
        if self._engine is None:
            self._engine = Engine()
        return self._engine

    def drive(self):
        return self.engine.start()


class Engine:
    def start(self):
        return self.spark()

    def spark(self):
        return 1


Lazy().drive()


class Once:
    def __init__(self):
        self.run = self._first

    def _first(self):
        self.run = self._later
        return 1

    def _later(self):
        return 2


once = Once()
once.run()
once.run()
