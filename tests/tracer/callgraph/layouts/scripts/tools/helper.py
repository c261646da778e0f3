def start():
    go()


def go():
    pass
