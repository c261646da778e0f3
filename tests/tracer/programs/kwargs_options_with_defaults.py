DEFAULTS = {"before": None, "after": lambda: after()}


def after(): ...


def before(): ...


class Options(dict):
    def __getattr__(self, name):
        return self[name]


def configure(**overrides):
    options = {**DEFAULTS, **overrides}
    if options["before"]:
        options["before"]()
    options["after"]()
    return options


configure(before=before)


def call(function, args=(), kwargs=None):
    return function(*args, **(kwargs or {}))


def target(a, *, then):
    then()


call(target, (1,), {"then": after})
call(target, [1], dict(then=before))


def wrap(**handlers):
    def dispatch(name, *args):
        return handlers[name](*args)

    return dispatch


dispatch = wrap(go=lambda x: before(), stop=after)
dispatch("go", 1)
dispatch("stop")
