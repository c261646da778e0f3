"""Functions that come back in dicts, tuples, lists, instances."""


def parse(x):
    return x


def dump(x):
    return x


def codec():
    return {"load": parse, "dump": dump}


codec()["load"](1)
codec().get("dump")(2)


def both():
    return parse, dump


load, save = both()
load(1)
save(2)


def nested():
    return [(parse, {"x": dump})]


nested()[0][0](1)
nested()[0][1]["x"](2)


class Api:
    def __init__(self):
        self.parse = parse


def api():
    return Api()


api().parse(3)
