import sys


class Shell:
    def __init__(self):
        self.commands = {name[3:]: getattr(self, name) for name in dir(self) if name.startswith("do_")}

    def do_list(self): ...

    def do_move(self): ...

    def help(self): ...

    def run(self, line):
        handler = self.commands.get(line) or self.help
        handler()


def on_start(): ...


def on_stop(): ...


def fire(name):
    getattr(sys.modules[__name__], "on_" + name)()


shell = Shell()
for line in ("list", "move", "?"):
    shell.run(line)
for event in ("start", "stop"):
    fire(event)


class Bag(list):
    def visit_all(self):
        for name in dir(self):
            if name.startswith("on"):
                getattr(self, name)()

    def visit_some(self):
        for name in dir(self):
            if not name.startswith(("of_", "off_")):
                continue
            getattr(self, name)()

    def of_red(self): ...

    def off_red(self): ...

    def on_red(self): ...


bag = Bag()
bag.append(on_start)
bag.visit_all()
bag.visit_some()
