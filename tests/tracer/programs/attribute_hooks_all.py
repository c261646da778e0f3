"""`__getattr__`, `__setattr__`, `__delattr__`, `__dir__`, `__format__`, `__bool__`, `__len__` of one class."""


class Recorder:
    def __init__(self):
        self.__dict__["seen"] = []

    def __getattr__(self, name):
        return self.missing(name)

    def missing(self, name):
        return name

    def __setattr__(self, name, value):
        self.note(name)

    def __delattr__(self, name):
        self.note(name)

    def note(self, name):
        self.seen.append(name)

    def __dir__(self):
        return self.seen

    def __format__(self, spec):
        return self.note(spec) or "x"

    def __bool__(self):
        return True

    def __len__(self):
        return 1


recorder = Recorder()
recorder.x = 1
recorder.y
del recorder.z
dir(recorder)
f"{recorder:a}"
if recorder:
    len(recorder)
bool(recorder)
