class Plugin:
    registry = {}

    def __init_subclass__(cls, name=None, **kwargs):
        super().__init_subclass__(**kwargs)
        Plugin.registry[name] = cls

    def run(self):
        return self.work()


class One(Plugin, name="one"):
    def work(self):
        return 1


class Two(Plugin, name="two"):
    def work(self):
        return 2


def make(name):
    return Plugin.registry[name]()


make("one").run()
make("two").run()
