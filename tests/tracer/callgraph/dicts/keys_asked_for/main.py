class Reader:
    def text(self):
        return ""

    def binary(self):
        return b""


def plain():
    return Reader()


TABLE = {"text": plain}


def lookup():
    return TABLE.get("binary")


def run():
    reader = Reader()
    for name in TABLE:
        getattr(reader, name)()
