def deprecated(reason):
    def decorate(function_or_class):
        if isinstance(function_or_class, type):
            function = function_or_class.__init__
        else:
            function = function_or_class

        def warns(*args):
            print(reason)
            return function(*args)

        return warns

    return decorate


class Result:
    def show(self):
        pass


class Other:
    def hide(self):
        pass


@deprecated("old")
def result():
    return Result()


@deprecated("older")
def other():
    return Other()


def shows():
    result().show()


def hides():
    other().hide()
