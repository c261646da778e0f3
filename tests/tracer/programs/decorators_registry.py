HANDLERS = {}


def on(event):
    def register(function):
        HANDLERS.setdefault(event, []).append(function)
        return function

    return register


@on("start")
def start():
    pass


@on("stop")
def stop():
    pass


def fire(event):
    for handler in HANDLERS[event]:
        handler()


fire("start")
fire("stop")
