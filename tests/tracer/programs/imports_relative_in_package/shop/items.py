__all__ = ["Book"]


class Book:
    def __init__(self, title):
        self.title = _clean(title)

    def price(self):
        return base()


def _clean(title):
    return title.strip()


def base():
    return 1
