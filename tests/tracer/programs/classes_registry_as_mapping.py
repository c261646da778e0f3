class Registry:
    def __init__(self):
        self._entries = {}

    def register(self, name=None):
        def decorate(entry):
            self._entries[name or entry.__name__] = entry
            return entry

        return decorate

    def __getitem__(self, name):
        return self._entries[name]

    def __contains__(self, name):
        return name in self._entries

    def __iter__(self):
        return iter(self._entries.values())


commands = Registry()


@commands.register("start")
def start(): ...


@commands.register()
def stop(): ...


@commands.register("status")
class Status:
    def __call__(self): ...


if "start" in commands:
    commands["start"]()
commands["stop"]()
commands["status"]()()
for command in commands:
    command()
