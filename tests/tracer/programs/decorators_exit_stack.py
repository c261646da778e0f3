import contextlib


class First:
    def __enter__(self):
        return self

    def __exit__(self, *args):
        pass

    def use(self): ...


def cleanup(x): ...
def last(): ...


def run():
    with contextlib.ExitStack() as stack:
        first = stack.enter_context(First())
        first.use()
        stack.callback(cleanup, 1)
        stack.callback(last)


def several():
    with First() as a, First() as b:
        a.use()
        b.use()
    with contextlib.suppress(ValueError):
        last()


run()
several()
