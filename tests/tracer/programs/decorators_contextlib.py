import contextlib


@contextlib.contextmanager
def managed(thing):
    thing.open()
    try:
        yield thing
    finally:
        thing.close()


class Thing:
    def open(self): ...
    def close(self): ...
    def use(self): ...


class Manager(contextlib.ContextDecorator):
    def __enter__(self):
        return self

    def __exit__(self, *args):
        pass


@Manager()
def work():
    return inside()


def inside():
    pass


def run():
    with managed(Thing()) as thing:
        thing.use()
    with contextlib.closing(Thing()) as other:
        other.use()


run()
work()
