class Plugin:
    order = 0

    def activate(self):
        raise NotImplementedError

    @classmethod
    def load_all(cls):
        return [found() for found in cls.__subclasses__()]


class First(Plugin):
    def activate(self): ...


class Second(Plugin):
    def activate(self): ...


for plugin in Plugin.load_all():
    plugin.activate()
