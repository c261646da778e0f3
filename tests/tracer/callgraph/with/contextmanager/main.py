from contextlib import contextmanager
def inside(): pass
@contextmanager
def scope():
    yield inside
with scope() as entered:
    entered()
