def first():
    pass


def second():
    pass


def chosen(mode):
    if mode == "first":
        function = first
    else:
        function = second

    def inner():
        return function

    return inner


def by_lambda(mode):
    if mode == "first":
        function = first
    else:
        function = second
    return lambda: function


def by_class(mode):
    if mode == "first":
        function = first
    else:
        function = second

    class Kept:
        def get(self):
            return function

    return Kept()


def by_loop():
    for mode in ("first", "second"):
        chosen(mode)()()


def by_attribute(mode):
    if mode == "first":
        function = first
    else:
        function = second
    holder.function = function
    table["function"] = function


class Holder:
    def __init__(self):
        self.function = None


holder = Holder()
table = {}


def run_lambda():
    by_lambda("first")()()
    by_lambda("second")()()


def run_class():
    by_class("first").get()()
    by_class("second").get()()


def run_kept():
    by_attribute("first")
    holder.function()
    by_attribute("second")
    table["function"]()
    holder.function()
    by_attribute("first")
    table["function"]()


by_loop()
run_lambda()
run_class()
run_kept()
