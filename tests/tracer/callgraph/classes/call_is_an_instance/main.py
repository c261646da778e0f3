class Traced:
    def __init__(self, function):
        self.function = function


def run():
    pass


class Plain:
    def __call__(self):
        run()


class Wrapped:
    __call__ = Plain()


Traced.__call__ = Traced(run)
Wrapped()()
Traced(run)()
