import functools


def coroutine(function):
    @functools.wraps(function)
    def start(*args, **kwargs):
        generator = function(*args, **kwargs)
        next(generator)
        return generator

    return start


class Message:
    def text(self):
        return "a"


@coroutine
def printer():
    while True:
        message = yield
        message.text()


@coroutine
def filtered(test, target):
    while True:
        message = yield
        if test(message):
            target.send(message)


def is_good(message):
    return message.text() == "a"


pipeline = filtered(is_good, printer())
pipeline.send(Message())
