from contextlib import ExitStack, contextmanager, suppress


class Resource:
    def __init__(self, name):
        self.name = name

    def use(self): ...

    def close(self): ...


@contextmanager
def resource(name):
    made = Resource(name)
    try:
        yield made
    finally:
        made.close()


class Lock:
    def __enter__(self):
        return self

    def __exit__(self, *error): ...

    def locked(self): ...


def cleanup(name): ...


with ExitStack() as stack:
    first = stack.enter_context(resource("a"))
    lock = stack.enter_context(Lock())
    stack.callback(cleanup, "x")
    first.use()
    lock.locked()

with resource("a") as one, Lock() as two:
    one.use()
    two.locked()
with suppress(ValueError):
    raise ValueError
