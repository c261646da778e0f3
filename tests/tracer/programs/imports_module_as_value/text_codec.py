hook = None


def encode(value):
    return repr(value)


def decode(text):
    return text


def call_hook():
    return hook()
