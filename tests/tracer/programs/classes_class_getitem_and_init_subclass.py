class Registry:
    known = {}

    def __init_subclass__(cls, /, key=None, **kwargs):
        super().__init_subclass__(**kwargs)
        cls.known[key] = cls
        cls.declared()

    @classmethod
    def declared(cls): ...

    def __class_getitem__(cls, key):
        return cls.known[key]

    def run(self):
        raise NotImplementedError


class First(Registry, key="first"):
    def run(self): ...


class Second(Registry, key="second"):
    def run(self): ...


Registry["first"]().run()
for found in Registry.known.values():
    found().run()
