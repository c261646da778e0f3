"""Decorators that put functions into tables of several kinds."""

COMMANDS = {}
HOOKS = []


def command(name):
    def register(function):
        COMMANDS[name] = function
        return function

    return register


def hook(function):
    HOOKS.append(function)
    return function


@command("start")
def start(arg):
    return arg


@command("stop")
def stop(arg):
    return arg


@hook
def first_hook():
    return 1


@hook
def second_hook():
    return 2


def dispatch(name, arg):
    for one in HOOKS:
        one()
    return COMMANDS[name](arg)


dispatch("start", 1)
dispatch("stop", 2)


class App:
    def __init__(self):
        self.routes = {}

    def route(self, path):
        def decorate(view):
            self.routes[path] = view
            return view

        return decorate

    def serve(self, path):
        return self.routes[path]()


app = App()


@app.route("/")
def index():
    return "index"


app.serve("/")
