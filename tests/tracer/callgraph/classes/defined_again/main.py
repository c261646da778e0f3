def draft(reader):
    return None


def final(reader):
    return 1


def either(reader):
    return 2


class Reader:
    read = draft
    read = final

    if len("ab") > 1:
        skip = final
    else:
        skip = either


def run():
    reader = Reader()
    reader.read()
    reader.skip()
