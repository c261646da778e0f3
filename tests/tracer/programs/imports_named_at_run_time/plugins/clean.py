def run():
    return stop


def stop():
    return run


def check(): ...


def setup(): ...
