from contextlib import contextmanager


class Resource:
    def open(self): ...
    def close(self): ...
    def read(self):
        return Data()


class Data:
    def parse(self): ...


@contextmanager
def opened(resource):
    resource.open()
    try:
        yield resource.read()
    finally:
        resource.close()


@contextmanager
def nested():
    with opened(Resource()) as data:
        yield data


def use():
    with nested() as data:
        data.parse()


use()
