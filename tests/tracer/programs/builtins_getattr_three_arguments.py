"""`getattr` with a default, `hasattr`, `callable`, `isinstance` of several."""


class Plugin:
    def start(self):
        return 1


class Other:
    pass


def fallback():
    return 0


def run(plugin):
    return getattr(plugin, "start", fallback)()


run(Plugin())
run(Other())


def maybe(thing):
    if hasattr(thing, "start"):
        thing.start()
    if callable(thing):
        return thing()


maybe(Plugin())
maybe(fallback)


def kind(value):
    if isinstance(value, (int, str)):
        return plain(value)
    return value.start()


def plain(value):
    return value


kind(1)
kind(Plugin())
