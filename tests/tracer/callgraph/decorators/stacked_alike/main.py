def deprecated(name):
    def decorate(function):
        def warns(*args):
            return function(*args)

        return warns

    return decorate


class Result:
    def show(self):
        pass


class Other:
    def hide(self):
        pass


@deprecated("a")
@deprecated("b")
@deprecated("c")
def make():
    return Result()


@deprecated("a")
@deprecated("b")
def build():
    return Other()


def main():
    make().show()


def other():
    build().hide()
