def target(*, on_start, on_stop):
    on_start()
    on_stop()


def a(): ...
def b(): ...


options = {"on_start": a}
options["on_stop"] = b
target(**options)
more = dict(on_start=b, on_stop=a)
target(**more)
