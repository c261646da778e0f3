import types


def run(x): ...


space = types.SimpleNamespace(run=run, x=1)
space.run(1)


class Holder:
    pass


holder = Holder()
holder.__dict__.update(run=run)
holder.run(2)
