class Json:
    def dump(self): ...


class Yaml:
    def dump(self): ...


class Missing:
    def dump(self): ...


FORMATS = {"json": Json, "yaml": Yaml}


def writer(name):
    return FORMATS.get(name, Missing)()


for name in ("json", "yaml", "none"):
    writer(name).dump()
