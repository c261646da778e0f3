class Base:
    def __init__(self, callback, *args, key=None, **options):
        self.callback = callback
        self.options = options
        self.args = args

    def run(self):
        self.callback(*self.args)
        return self.options["finish"]()


class Derived(Base):
    def __init__(self, *args, **kwargs):
        kwargs.setdefault("finish", finish)
        super().__init__(*args, **kwargs)


def forward(function, /, *args, **kwargs):
    return function(*args, **kwargs)


def action(function):
    function()


def inner(): ...


def finish(): ...


Derived(action, inner, key=1).run()
forward(action, inner)
options = {"function": inner}
action(**options)
arguments = (inner,)
action(*arguments)
forward(action, **{"function": inner})
