def wrap(function):
    def inner():
        return function()
    return inner
def a(): pass
def b(): pass
def c(): pass
def d(): pass
def e(): pass
def f(): pass
def g(): pass
def h(): pass
def i(): pass
wa, wb, wc, wd, we, wf, wg, wh, wi = (
    wrap(a), wrap(b), wrap(c), wrap(d), wrap(e), wrap(f), wrap(g), wrap(h), wrap(i))
def use(): wc()
