def work():
    pass


def tell(function):
    return "{} is slow".format(function)


tell(work)
names = {work: "work"}
names.get(work)
