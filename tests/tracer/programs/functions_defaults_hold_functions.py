def first(): ...
def second(): ...


def run(f=first, *, g=second):
    f()
    g()


def other(): ...


run()
run(other)
run(g=other)
