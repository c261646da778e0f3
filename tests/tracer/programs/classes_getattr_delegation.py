class Target:
    def work(self):
        pass

    def other(self):
        pass


class Proxy:
    def __init__(self, target):
        self._target = target

    def __getattr__(self, name):
        return getattr(self._target, name)


proxy = Proxy(Target())
proxy.work()
