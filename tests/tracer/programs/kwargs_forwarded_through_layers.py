def outer(*args, **kwargs):
    return middle(*args, **kwargs)


def middle(first, *, done=None, **kwargs):
    return inner(first=first, **kwargs) or done()


def inner(first, then):
    first()
    then()


def one(): ...
def two(): ...
def three(): ...


outer(one, then=two, done=three)
