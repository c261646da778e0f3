"""Errors thrown into generators, and managers that handle them."""


class Guard:
    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        return self.handle(error)

    def handle(self, error):
        return isinstance(error, ValueError)


def fails():
    raise ValueError("x")


with Guard():
    fails()


def worker():
    while True:
        try:
            yield
        except KeyError:
            recover()
            return


def recover():
    return None


generator = worker()
next(generator)
try:
    generator.throw(KeyError)
except StopIteration:
    pass


class Handler:
    errors = {ValueError: fails}

    def on(self, error):
        try:
            raise error
        except tuple(self.errors) as caught:
            return self.report(caught)

    def report(self, caught):
        return str(caught)


Handler().on(ValueError("y"))
