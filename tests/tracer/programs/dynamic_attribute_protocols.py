class Lazy:
    def __init__(self, make):
        object.__setattr__(self, "_make", make)
        object.__setattr__(self, "_made", None)

    def _get(self):
        if self._made is None:
            object.__setattr__(self, "_made", self._make())
        return self._made

    def __getattr__(self, name):
        return getattr(self._get(), name)

    def __setattr__(self, name, value):
        setattr(self._get(), name, value)

    def __dir__(self):
        return dir(self._get())


class Real:
    def work(self): ...


def make():
    return Real()


lazy = Lazy(make)
lazy.work()
lazy.value = 1
dir(lazy)


class Recorder:
    def __getattr__(self, name):
        def call(*args):
            return self.record(name, args)

        return call

    def record(self, name, args): ...


Recorder().anything(1)
method = getattr(Real(), "work")
method()
for name in ("work",):
    getattr(Real(), name)()
if hasattr(Real, "work"):
    Real.work(Real())
vars(Real)["work"](None)
Real.__dict__["work"](None)
