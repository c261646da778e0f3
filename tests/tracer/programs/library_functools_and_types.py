import functools
import operator
import types


class Scope:
    def __init__(self):
        self.value = types.SimpleNamespace(run=run)

    def go(self):
        self.value.run()


def run(): ...


Scope().go()


@functools.lru_cache
def cached(function):
    return function()


cached(run)


class Multi:
    handlers = types.MappingProxyType({"a": run})

    def dispatch(self, name):
        return self.handlers[name]()


Multi().dispatch("a")
call_run = operator.methodcaller("go")
call_run(Scope())
list(map(operator.attrgetter("value.run"), [Scope()]))[0]()


def compare(a, b):
    return 0


sorted([1, 2], key=functools.cmp_to_key(compare))
functools.partial(functools.partial(apply := lambda f, x: f(x), run_with := lambda x: run()), 1)()
