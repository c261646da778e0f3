import atexit
import weakref


def at_end(): ...
def gone(ref): ...


class Thing:
    def run(self): ...


thing = Thing()
reference = weakref.ref(thing)
reference().run()
proxy = weakref.proxy(thing)
proxy.run()
values = weakref.WeakValueDictionary()
values["x"] = thing
values["x"].run()
