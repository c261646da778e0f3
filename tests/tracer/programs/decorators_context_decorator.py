import contextlib


class Traced(contextlib.ContextDecorator):
    def __enter__(self):
        self.begin()
        return self

    def __exit__(self, *error):
        self.end()

    def begin(self): ...

    def end(self): ...


@Traced()
def work():
    inner()


def inner(): ...


@contextlib.contextmanager
def opened():
    before()
    yield
    after()


def before(): ...


def after(): ...


@opened()
def decorated():
    inner()


work()
decorated()
with Traced():
    inner()
