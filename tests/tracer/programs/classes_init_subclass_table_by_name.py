class Plugin:
    table = {}

    def __init_subclass__(cls, **rest):
        super().__init_subclass__(**rest)
        Plugin.table[cls.__name__] = cls


class One(Plugin):
    def of_one(self):
        return 1


class Two(Plugin):
    def of_two(self):
        return 2


Plugin.table["One"]().of_one()
Plugin.table["Two"]().of_two()
