from functools import partial
def task(): pass
def run(level, action=None):
    action()
partial(run, action=task)(1)
