class Watched:
    def __setattr__(self, name, value):
        super().__setattr__(name, self._wrap(value))

    def __getattribute__(self, name):
        return super().__getattribute__(name)

    def _wrap(self, value):
        return value


watched = Watched()
watched.x = 1
watched.x
