def find():
    return target


def target():
    return None


def never():
    return None


if (found := find()) is not None:
    found()
values = [y for x in (find, find) if (y := x())]
values[0]()
while (step := find()) and step():
    pass
