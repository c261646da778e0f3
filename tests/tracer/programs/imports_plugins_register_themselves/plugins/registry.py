_known = {}


def register(name):
    def decorate(function):
        _known[name] = function
        return function

    return decorate


def run(name):
    return _known[name]()
