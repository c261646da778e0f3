def encode(value):
    return str(value)


def decode(text):
    return text
