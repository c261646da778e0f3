class Plugin:
    def __init_subclass__(cls):
        pass
class Mine(Plugin):
    pass
