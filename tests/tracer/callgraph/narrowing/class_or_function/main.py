import inspect
import types


class Made:
    def __init__(self): pass


def run(): pass


def told(thing):
    if inspect.isclass(thing):
        return thing()
    return thing()


def typed(thing):
    if isinstance(thing, types.FunctionType):
        thing()
    else:
        thing()


told(Made)
told(run)
typed(Made)
typed(run)
