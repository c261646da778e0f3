import functools
def work(x, y): pass
class Holder:
    def __init__(self):
        self.call = work
    def narrow(self):
        self.call = functools.partial(self.call, 1)
        self.call(2)
Holder().narrow()
