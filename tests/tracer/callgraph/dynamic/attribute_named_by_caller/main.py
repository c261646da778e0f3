class Tool:
    def cut(self):
        pass

    def saw(self):
        pass


def pick(subject, name):
    return getattr(subject, name)


def use(name):
    return pick(Tool(), name)


pick(Tool(), "cut")()
use("saw")()
