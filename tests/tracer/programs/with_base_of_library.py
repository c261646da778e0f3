import contextlib


class Opened(contextlib.AbstractContextManager):
    def __exit__(self, *raised):
        pass

    def use(self):
        return 1


with Opened() as opened:
    opened.use()
