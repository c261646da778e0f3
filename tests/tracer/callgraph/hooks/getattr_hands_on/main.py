import plain
import proud


class Switch:
    def __init__(self, kind):
        self._kind = kind

    def __getattr__(self, name):
        if self._kind == "plain":
            return getattr(plain, name)
        return getattr(proud, name)


switch = Switch("plain")
switch.greet()
