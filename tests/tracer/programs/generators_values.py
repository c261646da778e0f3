class Part:
    def use(self): ...


class End:
    def finish(self): ...


def inner():
    got = yield Part()
    got.use()
    return End()


def outer():
    end = yield from inner()
    end.finish()
    yield Part()


running = outer()
part = next(running)
part.use()
running.send(Part()).use()


class Tree:
    def __init__(self, children=()):
        self.children = children

    def __iter__(self):
        yield self
        for child in self.children:
            yield from child

    def touch(self): ...


for node in Tree([Tree(), Tree()]):
    node.touch()
