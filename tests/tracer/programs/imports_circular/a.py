import b


def start():
    return b.middle()


def end(): ...
