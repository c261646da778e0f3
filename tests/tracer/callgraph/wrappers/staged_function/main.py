class Staged:
    def __init__(self, function, name):
        self.function = function
    def __call__(self, *args):
        return self.function(*args)
def stage(function=None):
    def decorated(inner):
        return Staged(inner, inner.__name__)
    return decorated
class Made:
    def go(self): pass
class Other:
    def go(self): pass
@stage()
def make(): return Made()
@stage()
def other(): return Other()
make().go()
