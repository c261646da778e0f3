import functools


class Data:
    __slots__ = ("path", "__dict__")

    def __init__(self, path):
        self.path = path

    @functools.cached_property
    def content(self):
        return self.load()

    def load(self):
        return Content()

    @functools.lru_cache(maxsize=None)
    def expensive(self, number):
        return self.compute(number)

    def compute(self, number):
        return Content()

    @staticmethod
    @functools.cache
    def shared():
        return Content()


class Content:
    def show(self): ...


data = Data("a")
data.content.show()
data.expensive(1).show()
Data.shared().show()
Data.expensive.cache_clear()
