import functools
def task(): pass
def run(action, level):
    action()
ready = functools.partial(run, task)
ready(1)
